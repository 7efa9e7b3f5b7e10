package io.seine.message;

import java.util.List;
import java.util.Objects;

/**
 * A query as it is to be answered: what its record left out is filled in from the settings.
 *
 * @param k how many hits the result holds
 * @param candidates how many of the retrieved documents the cross-encoder reads at most
 * @param filter conditions that every hit fulfils
 * @param deadlineMillis when the result has to leave, in milliseconds since the epoch
 * @param rerank whether the cross-encoder reads the candidates, and what its reading is worth
 * @param reading how many of them it reads; off exactly when {@code rerank} is
 * @param passages how many of the nearest passages of each it reads, at most; from 1 to {@link
 *     #MAX_PASSAGES}
 */
public record Query(
    String id,
    String text,
    int k,
    int candidates,
    List<Condition> filter,
    long deadlineMillis,
    Reranking rerank,
    RetrievalMode retrieval,
    ReadingMode reading,
    int passages) {
  /** Each passage costs as much again as reading a candidate by its nearest alone. */
  public static final int MAX_PASSAGES = 3;

  public Query {
    // The state of a version that knew no other way names none, and read all candidates.
    reading =
        rerank == Reranking.OFF
            ? ReadingMode.OFF
            : Objects.requireNonNullElse(reading, ReadingMode.FIXED);
    rerank = reading == ReadingMode.OFF ? Reranking.OFF : rerank;
    // Likewise of a version that read one passage of each.
    passages = Math.max(1, passages);
  }

  /** The same, to be answered by another time, in milliseconds since the epoch. */
  public Query by(long otherDeadlineMillis) {
    return new Query(
        id, text, k, candidates, filter, otherDeadlineMillis, rerank, retrieval, reading, passages);
  }
}
