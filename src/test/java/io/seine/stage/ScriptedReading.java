package io.seine.stage;

import io.seine.inference.Reading;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** A reading whose passages are read when, and in the order in which, a test says so. */
final class ScriptedReading implements Reading {
  private final CompletableFuture<Integer> completion = new CompletableFuture<>();
  private final double[] logits;
  private final double[] read;
  private Runnable listener = () -> {};
  private boolean cancelled;

  /**
   * @param logits that passages have once they are read
   */
  ScriptedReading(double... logits) {
    this.logits = logits.clone();
    this.read = new double[logits.length];
    Arrays.fill(read, Double.NaN);
  }

  /** Reads a passage to its end. */
  void read(int index) {
    read[index] = logits[index];
    listener.run();
    if (Arrays.stream(read).noneMatch(Double::isNaN)) {
      completion.complete(logits.length);
    }
  }

  /** Reads the first passages, in their order. */
  void readFirst(int count) {
    for (int i = 0; i < count; i++) {
      read(i);
    }
  }

  boolean isCancelled() {
    return cancelled;
  }

  @Override
  public CompletableFuture<Integer> completion() {
    return completion;
  }

  @Override
  public double logit(int index) {
    return read[index];
  }

  @Override
  public void onRead(Runnable listener) {
    this.listener = listener;
  }

  @Override
  public void cancel() {
    cancelled = true;
  }
}
