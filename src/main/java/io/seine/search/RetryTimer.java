package io.seine.search;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs something after a pause, on a thread of its own choosing. */
@FunctionalInterface
interface RetryTimer {
  /** The clock on the wall. */
  RetryTimer SYSTEM =
      (millis, task) ->
          CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(task);

  void after(long millis, Runnable task);
}
