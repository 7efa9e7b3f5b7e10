package io.seine.cli.torture;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for a condition, never without an end. */
final class Waiting {
  private static final long LOOK_AGAIN_MILLIS = 250;

  private Waiting() {}

  /** Something that becomes true. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws InterruptedException;
  }

  /**
   * Waits until a condition holds.
   *
   * @return whether it does: false when the time is over
   */
  static boolean until(Duration limit, Condition condition) throws InterruptedException {
    long giveUpAt = System.nanoTime() + limit.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > giveUpAt) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
    }
    return true;
  }

  /**
   * Waits until a condition holds.
   *
   * @param what holds then, as the end of the sentence "It did not come to be that …"
   * @throws TortureException when the time is over
   */
  static void require(String what, Duration limit, Condition condition)
      throws InterruptedException {
    if (!until(limit, condition)) {
      throw new TortureException(
          "Within %d s it did not come to be that %s.".formatted(limit.toSeconds(), what));
    }
  }
}
