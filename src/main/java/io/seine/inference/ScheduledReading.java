package io.seine.inference;

import java.util.concurrent.CompletableFuture;

/** A reading whose passages wait for the cores in the scheduler's queue. */
final class ScheduledReading implements Reading {
  private final InferenceScheduler scheduler;
  private final RunBatch batch;
  private final Logits logits;

  ScheduledReading(InferenceScheduler scheduler, RunBatch batch, Logits logits) {
    this.scheduler = scheduler;
    this.batch = batch;
    this.logits = logits;
  }

  @Override
  public CompletableFuture<Integer> completion() {
    return batch.completion();
  }

  @Override
  public double logit(int index) {
    return logits.get(index);
  }

  @Override
  public void onRead(Runnable listener) {
    logits.onSet(listener);
  }

  @Override
  public void cancel() {
    scheduler.cancel(batch);
  }
}
