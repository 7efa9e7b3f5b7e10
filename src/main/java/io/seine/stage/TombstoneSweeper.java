package io.seine.stage;

import io.seine.search.TombstoneSweep.Swept;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes old tombstones from the index now and then, beside the writing of documents: a batch at a
 * time, with a rest after each. Several may do so at once; what one has removed the others do not
 * find. A sweep that fails costs nothing: the next finds what it left.
 */
public final class TombstoneSweeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TombstoneSweeper.class);
  private static final Duration BETWEEN_SWEEPS = Duration.ofHours(1);
  private static final Duration REST = Duration.ofSeconds(1);
  private static final int BATCH = 500;

  /** Removes some of the tombstones made before a time, in milliseconds since the epoch. */
  @FunctionalInterface
  public interface Remover {
    Swept removeSome(long beforeMillis, int most);
  }

  private final Remover remover;
  private final long keepMillis;
  private final InstantSource clock;
  private final LongConsumer removed;
  private final LongConsumer failures;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread daemon = new Thread(task, "seine-tombstones");
            daemon.setDaemon(true);
            return daemon;
          });

  /**
   * @param keep how long a tombstone stays: longer than any record may come late
   */
  public TombstoneSweeper(
      Remover remover, Duration keep, InstantSource clock, Telemetry telemetry) {
    this.remover = remover;
    this.keepMillis = keep.toMillis();
    this.clock = clock;
    this.removed = telemetry.counter("tombstones_removed");
    this.failures = telemetry.counter("tombstone_sweeps_failed");
  }

  /** Sweeps once an hour from now on, at a minute that differs from one process to the next. */
  public void start() {
    long every = BETWEEN_SWEEPS.toMillis();
    long first = ThreadLocalRandom.current().nextLong(every);
    thread.scheduleWithFixedDelay(this::sweep, first, every, TimeUnit.MILLISECONDS);
  }

  /** Removes every tombstone that is old enough now. */
  void sweep() {
    long before = clock.millis() - keepMillis;
    long sum = 0;
    try {
      Swept swept;
      do {
        swept = remover.removeSome(before, BATCH);
        removed.accept(swept.removed());
        sum += swept.removed();
        // A batch that removed nothing found only what others are at.
      } while (swept.found() == BATCH && swept.removed() > 0 && rested());
      if (sum > 0) {
        LOG.info("Removed {} tombstones older than {}", sum, Duration.ofMillis(keepMillis));
      }
    } catch (RuntimeException e) {
      failures.accept(1);
      LOG.warn(
          "Old tombstones can't be removed; the next try is in {}. They do no harm meanwhile: {}",
          BETWEEN_SWEEPS,
          e.getMessage());
    }
  }

  private boolean rested() {
    try {
      return !thread.awaitTermination(REST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
