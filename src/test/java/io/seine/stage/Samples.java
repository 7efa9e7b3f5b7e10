package io.seine.stage;

import io.seine.message.Query;
import io.seine.message.ReadingMode;
import io.seine.message.Records;
import io.seine.message.Reranking;
import io.seine.message.RetrievalMode;
import io.seine.message.SourceRecord;
import io.seine.search.Candidate;
import io.seine.text.Passage;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Queries and candidates for tests; the time stands still at {@link #NOW}. */
final class Samples {
  static final long NOW = Records.TIMESTAMP + 20;
  static final long FAR = NOW + 60_000;
  static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(NOW));

  private Samples() {}

  static SourceRecord record() {
    return Records.record("key", "why?");
  }

  static Query query(int k, int candidates, long deadlineMillis, boolean read) {
    return query(k, candidates, deadlineMillis, read ? ReadingMode.FIXED : ReadingMode.OFF);
  }

  static Query query(int k, int candidates, long deadlineMillis, ReadingMode reading) {
    return query(k, candidates, deadlineMillis, reading, 1);
  }

  static Query query(
      int k, int candidates, long deadlineMillis, ReadingMode reading, int passages) {
    return new Query(
        "q",
        "why?",
        k,
        candidates,
        List.of(),
        deadlineMillis,
        Reranking.FUSED,
        RetrievalMode.HYBRID,
        reading,
        passages);
  }

  static PendingQuery pending(Query query) {
    return new PendingQuery(record(), query, NOW);
  }

  /** Candidates c1, c2, … in retrieval order. */
  static List<Candidate> candidates(int count) {
    return candidates(count, 1);
  }

  /** As the other, each with as many passages as told: of c2 the second is "passage 2.2". */
  static List<Candidate> candidates(int count, int passages) {
    return IntStream.rangeClosed(1, count).mapToObj(rank -> candidate(rank, passages)).toList();
  }

  private static Candidate candidate(int rank, int passages) {
    return new Candidate(
        "c" + rank,
        "title " + rank,
        "passage " + rank,
        10,
        19,
        IntStream.rangeClosed(2, passages)
            .mapToObj(p -> new Passage("passage " + rank + "." + p, 100 * p, 100 * p + 11))
            .toList(),
        Map.of("n", rank),
        rank,
        1.0 / (60 + rank),
        rank,
        null,
        null,
        10.0 - rank,
        null,
        null);
  }
}
