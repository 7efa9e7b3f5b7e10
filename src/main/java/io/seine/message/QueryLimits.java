package io.seine.message;

import java.io.Serializable;

/**
 * What a query's record may ask for, and what it gets when it does not say.
 *
 * @param maxBytes the largest value that is read, in bytes
 * @param maxTextLength the longest text, in characters
 * @param maxK the most hits
 * @param maxCandidates the most candidates
 * @param maxFilterValues the most values in all of a filter
 * @param maxDeadlineMillis the longest deadline, in milliseconds after the record's timestamp
 * @param k the hits, unless the record says otherwise; likewise what follows
 */
public record QueryLimits(
    int maxBytes,
    int maxTextLength,
    int maxK,
    int maxCandidates,
    int maxFilterValues,
    long maxDeadlineMillis,
    int k,
    int candidates,
    long deadlineMillis,
    Reranking rerank,
    ReadingMode reading,
    int passages)
    implements Serializable {
  /** The most that the settings of any job can allow: what is beyond it, none answers. */
  public static final QueryLimits WIDEST =
      new QueryLimits(
          10_000_000,
          100_000,
          10_000,
          10_000,
          10_000,
          Integer.MAX_VALUE,
          1,
          1,
          1,
          Reranking.FUSED,
          ReadingMode.ADAPTIVE,
          1);
}
