package io.seine.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.opentelemetry.api.trace.Span;
import io.seine.message.RecordKind;
import io.seine.message.SourceRecord;
import io.seine.stage.Outcome;
import io.seine.stage.WrittenChange;
import java.util.List;
import java.util.Objects;

/** Sends one span to the endpoint that is its argument, in a process of its own. */
final class SpanProcess {
  private SpanProcess() {}

  public static void main(String[] arguments) {
    SourceRecord record =
        new SourceRecord("documents", 0, 1, 0, "d-1".getBytes(UTF_8), null, List.of());
    Observation observation = new Observation("index-documents", RecordKind.DOCUMENT, arguments[0]);
    try (StageSpans spans =
        Objects.requireNonNull(StageSpans.open("decode-documents", observation))) {
      Span span = spans.begin(record);
      StageSpans.end(span, Outcome.output(new WrittenChange(record, "d-1", 1, false)), null);
    }
  }
}
