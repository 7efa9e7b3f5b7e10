package io.seine.stage;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * A log of failures that may come with every record: one line in ten seconds, with how many it
 * stands for.
 */
public final class SparseLog {
  private static final long EVERY_NANOS = 10_000_000_000L;

  private final Logger log;
  private final AtomicLong nextAt = new AtomicLong(System.nanoTime());
  private final AtomicLong untold = new AtomicLong();

  public SparseLog(Logger log) {
    this.log = log;
  }

  /** Tells of a failure, with its stack trace, unless another was told of a moment ago. */
  public void warn(String message, @Nullable Throwable thrown) {
    long now = System.nanoTime();
    long next = nextAt.get();
    if (now - next < 0 || !nextAt.compareAndSet(next, now + EVERY_NANOS)) {
      untold.incrementAndGet();
      return;
    }
    long others = untold.getAndSet(0);
    log.warn(others == 0 ? message : message + " (" + others + " others failed before)", thrown);
  }
}
