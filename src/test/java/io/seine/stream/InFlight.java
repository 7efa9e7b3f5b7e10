package io.seine.stream;

import io.seine.message.Condition;
import io.seine.message.Document;
import io.seine.message.DocumentChange;
import io.seine.message.Query;
import io.seine.message.ReadingMode;
import io.seine.message.Records;
import io.seine.message.Reranking;
import io.seine.message.RetrievalMode;
import io.seine.message.SourceRecord;
import io.seine.search.Candidate;
import io.seine.stage.EmbeddedChange;
import io.seine.stage.EmbeddedQuery;
import io.seine.stage.PassagedChange;
import io.seine.stage.PendingQuery;
import io.seine.stage.RetrievedQuery;
import io.seine.text.Passage;
import java.util.List;
import java.util.Map;

/**
 * A record in the state of an operator: what a stage has under way.
 *
 * @param name of the file that keeps it
 */
record InFlight<T>(String name, Class<T> type, T value) {
  static final DocumentChange UPSERT =
      new DocumentChange.Upsert(
          Records.record("d", "x"),
          12,
          new Document("d", "t", "x", Map.of("n", 5L, "s", List.of("a"), "d", 1.5)));
  static final PendingQuery PENDING =
      new PendingQuery(
          Records.record("q", "x"),
          new Query(
              "q",
              "x",
              3,
              4,
              List.of(
                  new Condition.AnyOf("a", List.of("x", 1L, true)),
                  new Condition.Range("b", null, 2.5, 7L, null),
                  new Condition.Exists("c", false)),
              99,
              Reranking.FUSED,
              RetrievalMode.VECTOR,
              ReadingMode.FIXED,
              1),
          5);

  /** One of every kind: the input of each stage, all fields of it set to something. */
  static final List<InFlight<?>> ALL =
      List.of(
          new InFlight<>("source-record", SourceRecord.class, Records.record("d", "x")),
          new InFlight<>("document-upsert", DocumentChange.class, UPSERT),
          new InFlight<>(
              "document-delete",
              DocumentChange.class,
              new DocumentChange.Delete(Records.record("d", null), 3, "d")),
          new InFlight<>(
              "passaged-change",
              PassagedChange.class,
              new PassagedChange(UPSERT, "t", List.of(new Passage("x", 0, 1)))),
          new InFlight<>(
              "embedded-change",
              EmbeddedChange.class,
              new EmbeddedChange(
                  UPSERT,
                  List.of(new Passage("x", 0, 1)),
                  new float[] {0.1f, -3e-7f},
                  List.of(new float[] {0.1f, Float.MIN_VALUE}),
                  List.of(),
                  false,
                  null)),
          new InFlight<>(
              "embedded-change-with-keys",
              EmbeddedChange.class,
              new EmbeddedChange(
                  UPSERT,
                  List.of(new Passage("x", 0, 1)),
                  new float[] {0.1f},
                  List.of(new float[] {0.1f}),
                  List.of("00112233445566778899aabbccddeeff"),
                  true,
                  null)),
          new InFlight<>("pending-query", PendingQuery.class, PENDING),
          new InFlight<>(
              "embedded-query",
              EmbeddedQuery.class,
              new EmbeddedQuery(PENDING, new float[] {0.5f}, null, "the bi-encoder failed", 1.25)),
          new InFlight<>(
              "retrieved-query",
              RetrievedQuery.class,
              new RetrievedQuery(
                  PENDING,
                  List.of(
                      new Candidate(
                          "c",
                          "t",
                          "p",
                          0,
                          1,
                          List.of(),
                          Map.of("n", 1L),
                          1,
                          0.5,
                          null,
                          2,
                          3,
                          null,
                          null,
                          null)),
                  "degraded",
                  1,
                  2)),
          new InFlight<>(
              "retrieved-query-of-several-passages",
              RetrievedQuery.class,
              new RetrievedQuery(
                  PENDING,
                  List.of(
                      new Candidate(
                          "c",
                          "t",
                          "p",
                          7,
                          8,
                          List.of(new Passage("x", 0, 1), new Passage("y", 3, 4)),
                          Map.of("n", 1L),
                          1,
                          0.5,
                          null,
                          2,
                          3,
                          null,
                          null,
                          null)),
                  null,
                  1,
                  2)));
}
