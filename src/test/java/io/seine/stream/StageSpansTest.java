package io.seine.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.seine.message.DeadLetter;
import io.seine.message.ErrorCode;
import io.seine.message.RecordHeader;
import io.seine.message.RecordKind;
import io.seine.message.SourceRecord;
import io.seine.message.Sourced;
import io.seine.stage.Outcome;
import io.seine.stage.Stage;
import io.seine.stage.WrittenChange;
import io.seine.stream.OtlpStandIn.Sent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StageSpansTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";

  private OtlpStandIn collector;
  private Observation observation;

  @BeforeEach
  void start() throws Exception {
    collector = new OtlpStandIn();
    observation = new Observation("index-documents", RecordKind.DOCUMENT, collector.endpoint());
  }

  @AfterEach
  void stop() {
    collector.close();
  }

  private static SourceRecord record(String traceparent) {
    return new SourceRecord(
        "documents",
        1,
        7,
        1_700_000_000_000L,
        "d-1".getBytes(UTF_8),
        "a secret text".getBytes(UTF_8),
        traceparent == null
            ? List.of()
            : List.of(new RecordHeader("traceparent", traceparent.getBytes(UTF_8))));
  }

  private static <I extends Sourced> Stage<I, WrittenChange> writes() {
    return input ->
        CompletableFuture.completedFuture(
            Outcome.output(new WrittenChange(input.source(), "d-1", 3, false)));
  }

  @Test
  void aSpanIsTheChildOfTheOneThatPublishedTheRecord() throws Exception {
    SourceRecord record = record("00-" + TRACE + "-" + PARENT + "-01");
    AsyncStages.run("decode-documents", observation, writes(), record);
    AsyncStages.run(
        "write-documents", observation, writes(), new WrittenChange(record, "d-1", 3, false));

    List<Sent> spans = collector.spans();
    assertThat(spans)
        .extracting(Sent::service, Sent::name, Sent::trace, Sent::parent, Sent::kind)
        .containsExactly(
            tuple("decode-documents", TRACE, PARENT, SpanKind.SPAN_KIND_CONSUMER),
            tuple("write-documents", TRACE, PARENT, SpanKind.SPAN_KIND_INTERNAL));
    assertThat(spans.get(0).attributes())
        .isEqualTo(
            Map.of(
                "seine.document_id", "d-1",
                "seine.position", "documents-1-7",
                "seine.version", "3",
                "seine.stale", "false"));
    assertThat(spans).noneMatch(Sent::isError);
  }

  private static Tuple tuple(String name, String trace, String parent, SpanKind kind) {
    return Tuple.tuple("index-documents", name, trace, parent, kind);
  }

  @Test
  void aRecordOfNoTraceHasOneOfItsOwn() throws Exception {
    SourceRecord record = record(null);
    AsyncStages.run("decode-documents", observation, writes(), record);
    AsyncStages.run(
        "write-documents", observation, writes(), new WrittenChange(record, "d-1", 3, false));

    List<Sent> spans = collector.spans();
    assertThat(spans).hasSize(2);
    Sent first = spans.get(0);
    assertThat(first.parent()).isEmpty();
    assertThat(first.trace()).hasSize(32);
    assertThat(spans.get(1).trace()).isEqualTo(first.trace());
    assertThat(spans.get(1).parent()).isEqualTo(first.id());
    assertThat(spans.get(1).id()).isNotEqualTo(first.id());
  }

  @Test
  void whatItsPublisherDoesNotRecordIsNotRecordedHere() throws Exception {
    AsyncStages.run(
        "decode-documents", observation, writes(), record("00-" + TRACE + "-" + PARENT + "-00"));
    assertThat(collector.spans()).isEmpty();
  }

  @Test
  void aDeadLetterIsAnErrorWithItsCodeAndWithoutTheText() throws Exception {
    Stage<SourceRecord, WrittenChange> rejects =
        input ->
            CompletableFuture.completedFuture(
                Outcome.rejected(
                    new DeadLetter(input, ErrorCode.WRONG_TYPE, "a secret text", "s", null)));
    AsyncStages.run("decode-documents", observation, rejects, record(null));
    Sent span = collector.spans().get(0);
    assertThat(span.isError()).isTrue();
    assertThat(span.attributes()).containsEntry("seine.dead_letter_code", "wrong-type");
    assertThat(span.toString()).doesNotContain("secret");
  }

  @Test
  void whatTheStageDoesNotKnowIsAnErrorToo() throws Exception {
    Stage<SourceRecord, WrittenChange> fails =
        input -> CompletableFuture.failedFuture(new IllegalStateException("a secret text"));
    AsyncStages.run("decode-documents", observation, fails, record(null));
    assertThat(collector.spans()).hasSize(1).allMatch(Sent::isError);
    assertThat(collector.spans().toString()).doesNotContain("secret");
  }

  @Test
  void aCollectorThatIsGoneHoldsNothingUp() throws Exception {
    collector.close();
    assertThat(AsyncStages.run("decode-documents", observation, writes(), record(null)).get(0))
        .isCompletedWithValueMatching(outcome -> outcome instanceof Outcome.Output);
  }

  @Test
  void whatOpenTelemetryIsToldWrongStopsTheJobWithItsMessage() {
    System.setProperty("otel.traces.sampler", "nonsense");
    try {
      assertThatThrownBy(() -> AsyncStages.run("s", observation, writes(), record(null)))
          .isInstanceOf(SuppressRestartsException.class)
          .hasStackTraceContaining("nonsense")
          .hasStackTraceContaining(collector.endpoint());
    } finally {
      System.clearProperty("otel.traces.sampler");
    }
  }

  @Test
  void withoutAnEndpointNoSpanIsMade() {
    assertThat(StageSpans.open("s", new Observation("index-documents", RecordKind.DOCUMENT, "")))
        .isNull();
  }
}
