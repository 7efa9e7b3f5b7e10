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
    ReadingMode reading) {

  public Query {
    // The state of a version that knew no other way names none, and read all candidates.
    reading =
        rerank == Reranking.OFF
            ? ReadingMode.OFF
            : Objects.requireNonNullElse(reading, ReadingMode.FIXED);
    rerank = reading == ReadingMode.OFF ? Reranking.OFF : rerank;
  }

  /** The same, to be answered by another time, in milliseconds since the epoch. */
  public Query by(long otherDeadlineMillis) {
    return new Query(
        id, text, k, candidates, filter, otherDeadlineMillis, rerank, retrieval, reading);
  }
}
