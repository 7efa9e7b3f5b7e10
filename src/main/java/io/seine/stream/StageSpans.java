package io.seine.stream;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.seine.message.DeadLetter;
import io.seine.message.SourceRecord;
import io.seine.message.Sourced;
import io.seine.message.TraceParent;
import io.seine.stage.Causes;
import io.seine.stage.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * The spans of one stage, one for each input: children of the span that published the record. A
 * record that says nothing of a trace has one of its own: its first stage is the root, and the
 * others are that one's children.
 */
final class StageSpans implements AutoCloseable {
  private static final String PREFIX = "seine.";

  private final String stage;
  private final Observation observation;
  private final TraceExport export;

  private StageSpans(String stage, Observation observation, TraceExport export) {
    this.stage = stage;
    this.observation = observation;
    this.export = export;
  }

  /** Null when no spans are to be made. */
  static @Nullable StageSpans open(String stage, Observation observation) {
    return observation.otlpEndpoint().isEmpty()
        ? null
        : new StageSpans(stage, observation, TraceExport.acquire(observation));
  }

  /** Begins the span of an input. */
  Span begin(Sourced input) {
    SourceRecord source = input.source();
    // Decoding is the first stage: what comes from the topic is not decoded yet.
    boolean isFirst = input instanceof SourceRecord;
    TraceParent given = source.traceParent();
    SpanBuilder builder =
        export
            .tracer()
            .spanBuilder(stage)
            .setSpanKind(isFirst ? SpanKind.CONSUMER : SpanKind.INTERNAL)
            .setAttribute(PREFIX + "position", source.position());
    String subject = input.subject();
    if (subject != null) {
      builder.setAttribute(PREFIX + observation.records().idField(), subject);
    }
    if (given != null) {
      return builder.setParent(parent(given)).startSpan();
    }
    TraceParent own = RecordTrace.of(source, export::samples);
    return isFirst
        ? export.ids().with(own, builder.setNoParent()::startSpan)
        : builder.setParent(parent(own)).startSpan();
  }

  private static Context parent(TraceParent parent) {
    TraceFlags flags = parent.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault();
    return Context.root()
        .with(
            Span.wrap(
                SpanContext.createFromRemoteParent(
                    parent.traceId(), parent.spanId(), flags, TraceState.getDefault())));
  }

  /** Ends a span with what became of its input. */
  static void end(
      Span span, @Nullable Outcome<? extends Sourced> outcome, @Nullable Throwable thrown) {
    if (outcome instanceof Outcome.Output<? extends Sourced> output) {
      span.setAllAttributes(facts(output.value()));
    } else if (outcome instanceof Outcome.Rejected<? extends Sourced> rejected) {
      // Without its message, which may quote the record.
      DeadLetter letter = rejected.letter();
      span.setAttribute(PREFIX + "dead_letter_code", letter.code().code());
      span.setStatus(StatusCode.ERROR, letter.code().code());
    } else {
      span.setStatus(
          StatusCode.ERROR, thrown == null ? "" : Causes.root(thrown).getClass().getName());
    }
    span.end();
  }

  private static Attributes facts(Sourced output) {
    AttributesBuilder attributes = Attributes.builder();
    output
        .facts()
        .forEach(
            (name, value) -> {
              if (value instanceof Number number) {
                attributes.put(PREFIX + name, number.longValue());
              } else if (value instanceof Boolean flag) {
                attributes.put(PREFIX + name, flag);
              } else {
                attributes.put(PREFIX + name, value.toString());
              }
            });
    return attributes.build();
  }

  @Override
  public void close() {
    export.release();
  }
}
