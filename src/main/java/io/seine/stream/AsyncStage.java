package io.seine.stream;

import io.opentelemetry.api.trace.Span;
import io.seine.message.DeadLetter;
import io.seine.message.ErrorCode;
import io.seine.message.Sourced;
import io.seine.stage.Causes;
import io.seine.stage.LogFields;
import io.seine.stage.Outcome;
import io.seine.stage.Resources;
import io.seine.stage.SparseLog;
import io.seine.stage.Stage;
import io.seine.stage.StageFailure;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a stage inside Flink's async operator: many inputs under way at once, each counted and
 * timed, and each a span where spans are made. The operator keeps the inputs under way in its
 * state, so none is lost when the job fails.
 */
final class AsyncStage<I extends Sourced, O extends Sourced>
    extends RichAsyncFunction<I, Outcome<O>> {
  private static final Logger LOG = LoggerFactory.getLogger(AsyncStage.class);
  private static final long serialVersionUID = 1L;

  private final String name;
  private final int capacity;
  private final Observation observation;
  private final StageFactory<I, O> factory;

  // Set by open(), which Flink calls before anything else.
  private transient @Nullable Opened<I, O> opened;

  private transient volatile boolean closing;

  private record Opened<I, O>(
      Stage<I, O> stage,
      AtomicInteger underWay,
      LongConsumer in,
      LongConsumer out,
      LongConsumer latency,
      SparseLog log,
      @Nullable StageSpans spans,
      Resources resources) {}

  /**
   * @param capacity how many inputs the operator lets be under way at once
   */
  AsyncStage(String name, int capacity, Observation observation, StageFactory<I, O> factory) {
    this.name = name;
    this.capacity = capacity;
    this.observation = observation;
    this.factory = factory;
  }

  @Override
  public void open(OpenContext context) throws Exception {
    Resources resources = new Resources();
    try {
      opened = open(resources);
    } catch (Throwable e) {
      // Flink closes this then, but of what was opened so far it knows nothing.
      resources.closeAfter(e);
      if (e instanceof StageFailure) {
        throw new SuppressRestartsException(e);
      }
      throw e;
    }
    LOG.info("{} is open, for up to {} inputs at once", name, capacity);
  }

  private Opened<I, O> open(Resources resources) throws Exception {
    FlinkTelemetry telemetry = new FlinkTelemetry(getRuntimeContext().getMetricGroup());
    StageSpans spans = StageSpans.open(name, observation);
    if (spans != null) {
      resources.add(spans);
    }
    Stage<I, O> stage = resources.add(factory.open(telemetry));
    AtomicInteger underWay = new AtomicInteger();
    telemetry.gauge("capacity_used_ratio", () -> (double) underWay.get() / capacity);
    return new Opened<>(
        stage,
        underWay,
        telemetry.counter("records_in"),
        telemetry.counter("records_out"),
        telemetry.timer("latency"),
        new SparseLog(LOG),
        spans,
        resources);
  }

  @Override
  public void asyncInvoke(I input, ResultFuture<Outcome<O>> result) {
    Opened<I, O> running = opened;
    if (running == null) {
      throw new IllegalStateException(name + " was not opened");
    }
    running.in.accept(1);
    running.underWay.incrementAndGet();
    StageSpans spans = running.spans;
    Span span = spans == null ? null : spans.begin(input);
    long start = System.nanoTime();
    CompletionStage<Outcome<O>> outcome;
    try {
      outcome = running.stage.apply(input);
    } catch (RuntimeException e) {
      finish(input, null, e, result, running, start, span);
      return;
    }
    outcome.whenComplete(
        (value, thrown) -> finish(input, value, thrown, result, running, start, span));
  }

  private void finish(
      I input,
      @Nullable Outcome<O> outcome,
      @Nullable Throwable thrown,
      ResultFuture<Outcome<O>> result,
      Opened<I, O> running,
      long start,
      @Nullable Span span) {
    running.latency.accept(System.nanoTime() - start);
    running.out.accept(1);
    running.underWay.decrementAndGet();
    if (span != null) {
      StageSpans.end(span, outcome, thrown);
    }
    if (closing) {
      // What ends now was given up, and is in the state that the job goes on from: to fail with it
      // would fail a job that is being stopped with a savepoint.
      return;
    }
    if (outcome != null) {
      result.complete(List.of(outcome));
      return;
    }
    Throwable cause = thrown == null ? null : Causes.root(thrown);
    if (cause instanceof StageFailure failure) {
      result.completeExceptionally(new SuppressRestartsException(failure));
    } else if (cause instanceof Error || cause instanceof CancellationException) {
      // Not the record's fault: it is processed once more when the job has begun again.
      result.completeExceptionally(cause);
    } else {
      LogFields.of(observation.records(), input.source(), input.subject())
          .with("stage", name)
          .around(
              () ->
                  running.log.warn(
                      name
                          + " failed on "
                          + input.source().position()
                          + " in a way it does not know",
                      cause));
      result.complete(List.of(Outcome.rejected(unexpected(input, cause))));
    }
  }

  private DeadLetter unexpected(I input, @Nullable Throwable cause) {
    return new DeadLetter(
        input.source(),
        ErrorCode.UNEXPECTED,
        "The stage failed: " + cause + ". The task manager's log has the stack trace.",
        name,
        input.subject());
  }

  @Override
  public void close() throws Exception {
    Opened<I, O> over = opened;
    if (over == null) {
      return;
    }
    closing = true;
    over.resources.close();
  }
}
