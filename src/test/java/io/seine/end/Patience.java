package io.seine.end;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waits for what comes to be in its own time, and fails with what it is when that is too long. */
final class Patience {
  private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(3);
  private static final long LOOK_AGAIN_MILLIS = 50;

  private Patience() {}

  /**
   * Returns when a condition holds.
   *
   * @param what is awaited, for the message of the failure
   */
  static void until(String what, Callable<Boolean> condition) throws Exception {
    long giveUpAt = System.nanoTime() + LIMIT_NANOS;
    while (!condition.call()) {
      assertThat(System.nanoTime()).as(what).isLessThan(giveUpAt);
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
    }
  }
}
