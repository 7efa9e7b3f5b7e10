package io.seine.search;

import java.time.InstantSource;
import org.slf4j.Logger;

/**
 * Tells the log of an outage when it begins, every half minute while it lasts, and when it is over:
 * however long it is, its lines are few.
 */
final class OutageLog {
  private static final long EVERY_MILLIS = 30_000;

  private final Logger log;
  private final String what;
  private final InstantSource clock;

  // Guarded by this.
  private boolean lasting;
  private long beganAt;
  private long toldAt;
  private long failures;

  /**
   * @param what that does not work, as the beginning of a sentence
   */
  OutageLog(Logger log, String what, InstantSource clock) {
    this.log = log;
    this.what = what;
    this.clock = clock;
  }

  /** Something failed that will be tried again. */
  synchronized void failed(String why) {
    long now = clock.millis();
    failures++;
    if (!lasting) {
      lasting = true;
      beganAt = now;
      toldAt = now;
      log.warn("{} ({}). It is tried again for as long as it takes.", what, why);
    } else if (now - toldAt >= EVERY_MILLIS) {
      toldAt = now;
      log.warn(
          "{}, for {} s now and in {} tries ({})", what, (now - beganAt) / 1000, failures, why);
    }
  }

  /** Everything that failed has worked since. */
  synchronized void over() {
    if (lasting) {
      lasting = false;
      log.info("It works again, after {} s: {}", (clock.millis() - beganAt) / 1000, what);
      failures = 0;
    }
  }
}
