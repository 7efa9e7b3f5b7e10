package io.seine.end;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Hit;
import io.seine.message.RankedResult.Status;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What happens to queries, from their topic to a ranked result. */
class QueriesIT {
  private static SeineUnderTest seine;

  @BeforeAll
  static void publishDocuments() throws Exception {
    seine = SeineUnderTest.get();
    for (int i = 0; i < 20; i++) {
      seine.publish(
          "documents",
          "query-" + i,
          "{\"text\": \"Recipe %d: bake the bread for %d minutes.\", \"metadata\": {\"test\": \"queries\", \"year\": %d, \"tags\": [\"t%d\", \"all\"]}}"
              .formatted(i, i + 20, 2000 + i, i % 2));
    }
    seine.askUntil(
        "queries-ready",
        "{\"text\": \"bread\", \"k\": 50, \"rerank\": false, \"filter\": {\"test\": \"queries\"}, \"deadline_ms\": 60000}",
        result -> result.hits().size() == 20);
  }

  @AfterEach
  void bothJobsRunOn() {
    assertThat(seine.seine().rankQueries().status()).isEqualTo(JobStatus.RUNNING);
    assertThat(seine.seine().rankQueries().restarts()).isZero();
  }

  private static RankedResult ask(String id, String fields) throws Exception {
    seine.publish(
        "queries",
        "some-key",
        "{\"id\": \"%s\", \"deadline_ms\": 60000, %s}".formatted(id, fields));
    return seine.result(id);
  }

  @Test
  void aPlainTextIsAWholeQueryAndItsHeadersComeBack() throws Exception {
    String position =
        seine.publish(
            "queries",
            null,
            "how long do I bake bread?".getBytes(UTF_8),
            new RecordHeader("correlation-id", "c-1".getBytes(UTF_8)),
            new RecordHeader("traceparent", "00-abc".getBytes(UTF_8)));

    ConsumerRecord<byte[], byte[]> record =
        seine.await("ranked-results", r -> position.equals(new String(r.key(), UTF_8)));

    assertThat(SeineUnderTest.headers(record))
        .containsEntry("correlation-id", "c-1")
        .containsEntry("traceparent", "00-abc");
    RankedResult result = SeineUnderTest.decode(record);
    assertThat(result.queryId()).isEqualTo(position);
    assertThat(result.status()).isEqualTo(Status.RANKED);
    assertThat(result.hits()).hasSize(10);
  }

  @Test
  void filtersHoldForEveryHit() throws Exception {
    RankedResult result =
        ask(
            "filtered",
            "\"text\": \"bread\", \"k\": 20, \"filter\": {\"test\": \"queries\", \"year\": {\"gte\": 2005, \"lt\": 2015}, \"tags\": {\"all\": [\"t1\", \"all\"]}}");
    assertThat(result.hits())
        .extracting(Hit::id)
        .containsExactlyInAnyOrder("query-5", "query-7", "query-9", "query-11", "query-13");
  }

  @Test
  void withoutRerankingTheRetrievalsOrderIsTheAnswer() throws Exception {
    RankedResult result =
        ask(
            "unranked",
            "\"text\": \"bread\", \"rerank\": false, \"filter\": {\"test\": \"queries\"}");
    assertThat(result.status()).isEqualTo(Status.UNRANKED);
    assertThat(result.reranked()).isZero();
    assertThat(result.hits())
        .allSatisfy(hit -> assertThat(hit.rank()).isEqualTo(hit.retrieval().rank()));
  }

  @Test
  void adaptiveReadingReadsFewerAndPutsTheSameFirst() throws Exception {
    String fields =
        "\"text\": \"how long is recipe 7 baked?\", \"k\": 3, \"filter\": {\"test\": \"queries\"}, \"reading\": ";
    RankedResult all = ask("read-fixed", fields + "\"fixed\"");
    RankedResult some = ask("read-adaptive", fields + "\"adaptive\"");
    RankedResult none = ask("read-off", fields + "\"off\"");

    assertThat(all.reranked()).isEqualTo(20);
    assertThat(some.status()).isEqualTo(Status.RANKED);
    assertThat(some.candidates()).isEqualTo(20);
    assertThat(some.reranked()).isBetween(3, 19);
    assertThat(some.hits()).allMatch(Hit::reranked).startsWith(all.hits().get(0));
    assertThat(none.reranked()).isZero();
    assertThat(none.status()).isEqualTo(Status.UNRANKED);
  }

  @Test
  void aShortDeadlineGetsWhatWasReadUntilThen() throws Exception {
    // Twenty queries at once ask for more than the cores can read in this time.
    for (int i = 0; i < 20; i++) {
      seine.publish(
          "queries",
          "k",
          "{\"id\": \"short-%d\", \"text\": \"how long do I bake bread number %d?\", \"deadline_ms\": 1500, \"reading\": \"fixed\"}"
              .formatted(i, i));
    }
    int incomplete = 0;
    for (int i = 0; i < 20; i++) {
      RankedResult result = seine.result("short-" + i);
      if (result.status() == Status.PARTIAL || result.status() == Status.UNRANKED) {
        assertThat(result.reason()).contains("deadline");
        assertThat(result.hits()).isNotEmpty();
        incomplete++;
      }
    }
    assertThat(incomplete).isPositive();
  }

  @Test
  void aRepeatedQueryHasTheSameAnswer() throws Exception {
    String fields = "\"text\": \"how long do I bake bread?\", \"filter\": {\"test\": \"queries\"}";
    assertThat(ask("twice-1", fields).hits()).isEqualTo(ask("twice-2", fields).hits());
  }

  static Stream<Arguments> badQueries() {
    return Stream.of(
        Arguments.of("{\"id\": \"bad-1\", \"text\": ", "key-1", "not-json"),
        Arguments.of("{\"id\": \"bad-2\", \"text\": 5}", "bad-2", "wrong-type"),
        Arguments.of(
            "{\"id\": \"bad-3\", \"text\": \"x\", \"k\": 1000000}", "bad-3", "out-of-range"),
        Arguments.of(
            "{\"id\": \"bad-4\", \"text\": \"x\", \"filter\": {\"secret\": 1}}",
            "bad-4",
            "invalid-filter"),
        Arguments.of("{\"id\": \"bad-5\", \"text\": \"\"}", "bad-5", "missing-text"),
        Arguments.of(
            "{\"id\": \"bad-6\", \"text\": \"" + "x".repeat(900_000) + "\"}",
            "bad-6",
            "too-large"));
  }

  @ParameterizedTest
  @MethodSource("badQueries")
  void aBadQueryIsADeadLetterAndStillGetsAResult(String value, String id, String code)
      throws Exception {
    String position = seine.publish("queries", "key-1", value);

    RankedResult result = seine.result(id);
    ConsumerRecord<byte[], byte[]> letter = seine.deadLetter(position);

    assertThat(result.status()).isEqualTo(Status.FAILED);
    assertThat(result.reason()).startsWith(code);
    assertThat(SeineUnderTest.headers(letter)).containsEntry("seine-dead-letter-code", code);
    assertThat(new String(letter.value(), UTF_8)).isEqualTo(value);
  }

  @Test
  void queriesAreAnsweredWhileDocumentsAreIndexed() throws Exception {
    for (int i = 0; i < 200; i++) {
      seine.publish(
          "documents",
          "busy-" + i,
          "{\"text\": \"Sentence one of report %d is here. Sentence two follows at once.\", \"metadata\": {\"test\": \"busy\"}}"
              .formatted(i));
    }
    RankedResult result = ask("busy", "\"text\": \"how long do I bake bread?\"");
    assertThat(result.status()).isEqualTo(Status.RANKED);
  }
}
