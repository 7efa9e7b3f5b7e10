package io.seine.stage;

import io.seine.message.Query;
import io.seine.message.ReadingMode;
import io.seine.message.Records;
import io.seine.message.Reranking;
import io.seine.message.RetrievalMode;
import io.seine.message.SourceRecord;
import io.seine.search.Candidate;
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
    return new Query(
        "q",
        "why?",
        k,
        candidates,
        List.of(),
        deadlineMillis,
        Reranking.FUSED,
        RetrievalMode.HYBRID,
        reading);
  }

  static PendingQuery pending(Query query) {
    return new PendingQuery(record(), query, NOW);
  }

  /** Candidates c1, c2, … in retrieval order. */
  static List<Candidate> candidates(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(Samples::candidate).toList();
  }

  private static Candidate candidate(int rank) {
    return new Candidate(
        "c" + rank,
        "title " + rank,
        "passage " + rank,
        10,
        19,
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
