package io.seine.cli.torture;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Tells when something has not answered for so long that a container platform would replace it. */
final class LivenessProbe {
  private final Duration patience;
  private final LongSupplier nanoTime;
  private long lastAnswer;

  /**
   * @param nanoTime a clock, such as {@link System#nanoTime}
   */
  LivenessProbe(Duration patience, LongSupplier nanoTime) {
    this.patience = patience;
    this.nanoTime = nanoTime;
    this.lastAnswer = nanoTime.getAsLong();
  }

  /**
   * Takes note of a probe.
   *
   * @return whether it is to be replaced now; what replaces it has as much time again
   */
  boolean isOverdue(boolean answered) {
    long now = nanoTime.getAsLong();
    boolean overdue = !answered && now - lastAnswer > patience.toNanos();
    if (answered || overdue) {
      lastAnswer = now;
    }
    return overdue;
  }
}
