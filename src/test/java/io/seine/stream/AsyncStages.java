package io.seine.stream;

import io.seine.message.Sourced;
import io.seine.stage.Outcome;
import io.seine.stage.Stage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.DefaultOpenContext;
import org.apache.flink.streaming.api.functions.async.CollectionSupplier;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.util.MockStreamingRuntimeContext;

/** Runs inputs through a stage as Flink's operator would. */
final class AsyncStages {
  private AsyncStages() {}

  /** Opens the stage, runs the inputs, closes it; the futures fail as the operator would. */
  @SafeVarargs
  static <I extends Sourced, O extends Sourced> List<CompletableFuture<Outcome<O>>> run(
      String name, Observation observation, Stage<I, O> stage, I... inputs) throws Exception {
    AsyncStage<I, O> async = new AsyncStage<>(name, 10, observation, telemetry -> stage);
    async.setRuntimeContext(new MockStreamingRuntimeContext(1, 0));
    async.open(DefaultOpenContext.INSTANCE);
    List<Collected<Outcome<O>>> results = new ArrayList<>();
    for (I input : inputs) {
      Collected<Outcome<O>> result = new Collected<>();
      async.asyncInvoke(input, result);
      results.add(result);
    }
    for (Collected<Outcome<O>> result : results) {
      result.future.handle((value, thrown) -> value).get(30, TimeUnit.SECONDS);
    }
    async.close();
    return results.stream().map(result -> result.future).toList();
  }

  private static final class Collected<T> implements ResultFuture<T> {
    final CompletableFuture<T> future = new CompletableFuture<>();

    @Override
    public void complete(Collection<T> result) {
      future.complete(result.iterator().next());
    }

    @Override
    public void completeExceptionally(Throwable error) {
      future.completeExceptionally(error);
    }

    @Override
    public void complete(CollectionSupplier<T> supplier) {
      throw new UnsupportedOperationException("no stage completes so");
    }
  }
}
