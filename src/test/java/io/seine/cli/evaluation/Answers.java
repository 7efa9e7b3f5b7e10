package io.seine.cli.evaluation;

import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Hit;
import io.seine.message.RankedResult.Models;
import io.seine.message.RankedResult.Retrieval;
import io.seine.message.RankedResult.Status;
import io.seine.message.RankedResult.Timings;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers for tests. */
final class Answers {
  private Answers() {}

  /**
   * A hit.
   *
   * @param retrieved its rank in the retrieval
   * @param read the cross-encoder's score; null when it was not read
   */
  static Hit hit(String id, int retrieved, double score, @Nullable Double read) {
    return new Hit(
        1,
        id,
        score,
        "Title <" + id + ">",
        "the passage\tof " + id,
        0,
        3,
        Map.of(),
        read != null,
        read,
        new Retrieval(retrieved, 0.1, retrieved, null, null, 20.0 - retrieved, 0.7, 0.8));
  }

  /** An answer that took so long in all, with hits in their order. */
  static RankedResult answer(double millis, Hit... hits) {
    int read = (int) List.of(hits).stream().filter(Hit::reranked).count();
    return new RankedResult(
        "q",
        "why?",
        Status.RANKED,
        null,
        List.of(hits),
        read,
        read,
        new Timings(1, 2, 3, 4, millis),
        new Models("bi@1", "cross@2"));
  }
}
