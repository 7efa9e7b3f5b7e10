package io.seine.end;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.job.RankQueries;
import io.seine.job.Settings;
import io.seine.local.LocalCluster;
import io.seine.local.LocalFlink;
import io.seine.message.RankedResult;
import io.seine.stream.OtlpStandIn;
import io.seine.stream.OtlpStandIn.Sent;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One query followed through a job that sends spans, beside the job that does not. */
class TracingIT {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String ASKER = "00f067aa0ba902b7";
  private static final String TRACEPARENT = "00-" + TRACE + "-" + ASKER + "-01";

  private static final String EXPORT_DELAY = "otel.bsp.schedule.delay";

  private static SeineUnderTest seine;
  private static OtlpStandIn collector;
  private static LocalFlink.RunningJob traced;

  @BeforeAll
  static void start() throws Exception {
    // Spans are sent as they end, not every five seconds.
    System.setProperty(EXPORT_DELAY, "50");
    seine = SeineUnderTest.get();
    seine.publish(
        "documents",
        "trace-1",
        "{\"text\": \"A footprint.\", \"metadata\": {\"test\": \"trace\"}}");
    seine.askUntil(
        "trace",
        "{\"text\": \"footprint\", \"filter\": {\"test\": \"trace\"}, \"deadline_ms\": 60000}",
        result -> !result.hits().isEmpty());
    LocalCluster cluster = seine.seine().cluster();
    cluster.createTopics(Map.of("traced-queries", 1, "traced-results", 1));
    collector = new OtlpStandIn();
    Settings settings =
        Settings.of(
            Map.of(
                "queries.topic",
                "traced-queries",
                "queries.group",
                "traced-queries",
                "results.topic",
                "traced-results",
                "kafka.bootstrap.servers",
                cluster.kafkaBootstrap(),
                "opensearch.url",
                cluster.openSearchUrl(),
                "tracing.otlp-endpoint",
                collector.endpoint()),
            RankQueries.SETTINGS);
    traced = cluster.flink().submit("traced-queries", 1, env -> RankQueries.build(env, settings));
  }

  @AfterAll
  static void stop() {
    System.clearProperty(EXPORT_DELAY);
    if (traced != null) {
      traced.cancel();
    }
    if (collector != null) {
      collector.close();
    }
  }

  private static ConsumerRecord<byte[], byte[]> ask(String id, String query, String traceparent)
      throws Exception {
    seine.publish(
        "traced-queries", id, query, new RecordHeader("traceparent", traceparent.getBytes(UTF_8)));
    return seine.await("traced-results", record -> id.equals(new String(record.key(), UTF_8)));
  }

  @Test
  void aQueryHasASpanOfEachStageUnderItsAskers() throws Exception {
    ConsumerRecord<byte[], byte[]> result =
        ask(
            "traced",
            "{\"text\": \"footprint\", \"filter\": {\"test\": \"trace\"}, \"deadline_ms\": 60000}",
            TRACEPARENT);
    assertThat(Traffic.decode(result).status()).isEqualTo(RankedResult.Status.RANKED);
    assertThat(Traffic.headers(result)).containsEntry("traceparent", TRACEPARENT);

    List<Sent> spans = collector.await(TRACE, 4, Traffic.PATIENCE.toMillis());
    assertThat(spans)
        .extracting(Sent::name)
        .containsExactlyInAnyOrder(
            "decode-queries", "embed-queries", "retrieve-candidates", "rerank-candidates");
    assertThat(spans)
        .allSatisfy(
            span -> {
              assertThat(span.parent()).isEqualTo(ASKER);
              assertThat(span.service()).isEqualTo("rank-queries");
              assertThat(span.attributes()).containsEntry("seine.query_id", "traced");
              assertThat(span.isError()).isFalse();
            });
    assertThat(named(spans, "retrieve-candidates")).containsEntry("seine.candidates", "1");
    assertThat(named(spans, "rerank-candidates"))
        .containsEntry("seine.status", "ranked")
        .containsEntry("seine.reranked", "1");
    assertThat(spans.toString()).doesNotContain("footprint");
  }

  @Test
  void aDeadLetterIsAnError() throws Exception {
    String trace = "0af7651916cd43dd8448eb211c80319c";
    ask("traced-bad", "{\"text\": 5}", "00-" + trace + "-" + ASKER + "-01");
    List<Sent> spans = collector.await(trace, 1, Traffic.PATIENCE.toMillis());
    assertThat(spans).extracting(Sent::name).containsExactly("decode-queries");
    assertThat(spans.get(0).isError()).isTrue();
    assertThat(spans.get(0).attributes()).containsEntry("seine.dead_letter_code", "wrong-type");
  }

  private static Map<String, String> named(List<Sent> spans, String name) {
    return spans.stream()
        .filter(span -> span.name().equals(name))
        .findFirst()
        .orElseThrow()
        .attributes();
  }
}
