package io.seine.stream;

import io.seine.message.DeadLetter;
import io.seine.message.ErrorCode;
import io.seine.message.Sourced;
import io.seine.stage.Causes;
import io.seine.stage.Outcome;
import io.seine.stage.SparseLog;
import io.seine.stage.Stage;
import io.seine.stage.StageFailure;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Runs a stage inside Flink's async operator: many inputs under way at once, each counted and
 * timed. The operator keeps the inputs under way in its state, so none is lost when the job fails.
 */
final class AsyncStage<I extends Sourced, O> extends RichAsyncFunction<I, Outcome<O>> {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final StageFactory<I, O> factory;

  // Set by open(), which Flink calls before anything else.
  private transient @Nullable Opened<I, O> opened;

  private record Opened<I, O>(
      Stage<I, O> stage, LongConsumer in, LongConsumer out, LongConsumer latency, SparseLog log) {}

  AsyncStage(String name, StageFactory<I, O> factory) {
    this.name = name;
    this.factory = factory;
  }

  @Override
  public void open(OpenContext context) throws Exception {
    FlinkTelemetry telemetry = new FlinkTelemetry(getRuntimeContext().getMetricGroup());
    Stage<I, O> stage;
    try {
      stage = factory.open(telemetry);
    } catch (StageFailure e) {
      throw new SuppressRestartsException(e);
    }
    opened =
        new Opened<>(
            stage,
            telemetry.counter("records_in"),
            telemetry.counter("records_out"),
            telemetry.histogram("latency_ms"),
            new SparseLog(LoggerFactory.getLogger(AsyncStage.class)));
  }

  @Override
  public void asyncInvoke(I input, ResultFuture<Outcome<O>> result) {
    Opened<I, O> running = opened;
    if (running == null) {
      throw new IllegalStateException(name + " was not opened");
    }
    running.in.accept(1);
    long start = System.nanoTime();
    CompletionStage<Outcome<O>> outcome;
    try {
      outcome = running.stage.apply(input);
    } catch (RuntimeException e) {
      finish(input, null, e, result, running, start);
      return;
    }
    outcome.whenComplete((value, thrown) -> finish(input, value, thrown, result, running, start));
  }

  private void finish(
      I input,
      @Nullable Outcome<O> outcome,
      @Nullable Throwable thrown,
      ResultFuture<Outcome<O>> result,
      Opened<I, O> running,
      long start) {
    running.latency.accept((System.nanoTime() - start) / 1_000_000);
    running.out.accept(1);
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
      running.log.warn(
          name + " failed on " + input.source().position() + " in a way it does not know", cause);
      result.complete(List.of(Outcome.rejected(unexpected(input, cause))));
    }
  }

  private DeadLetter unexpected(I input, @Nullable Throwable cause) {
    return new DeadLetter(
        input.source(),
        ErrorCode.UNEXPECTED,
        "The stage failed: " + cause + ". The task manager's log has the stack trace.",
        name,
        null);
  }

  @Override
  public void close() throws Exception {
    if (opened != null) {
      opened.stage.close();
    }
  }
}
