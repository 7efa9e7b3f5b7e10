package io.seine.search;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A clock and a timer that a test moves on. */
final class ManualTime implements InstantSource, RetryTimer {
  private static final long PATIENCE_SECONDS = 10;

  private record Pause(long millis, Runnable task) {}

  private final AtomicLong now = new AtomicLong(1_000_000);
  private final BlockingQueue<Pause> pauses = new LinkedBlockingQueue<>();

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(now.get());
  }

  @Override
  public void after(long millis, Runnable task) {
    pauses.add(new Pause(millis, task));
  }

  void pass(long millis) {
    now.addAndGet(millis);
  }

  /** Waits until somebody pauses, lets the pause be over, and says how long it was. */
  long endPause() throws InterruptedException {
    Pause pause = pauses.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (pause == null) {
      throw new AssertionError("nobody pauses");
    }
    pass(pause.millis());
    pause.task().run();
    return pause.millis();
  }

  /** How many pauses are not over. */
  int pauses() {
    return pauses.size();
  }
}
