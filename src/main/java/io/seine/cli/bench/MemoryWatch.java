package io.seine.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Watches the memory of a process while a load runs. The heap is taken at its lowest in each
 * window, which is after a collection; collections are not forced then, since they would stop the
 * process that is measured.
 */
public final class MemoryWatch implements AutoCloseable {
  private static final long LOOK_EVERY_MILLIS = 250;
  private static final int LOOKS_PER_WINDOW = 40;
  private static final double MIB = 1 << 20;
  private static final double WINDOWS_PER_MINUTE =
      60_000.0 / (LOOK_EVERY_MILLIS * LOOKS_PER_WINDOW);

  /** The part of the windows, from the first, in which a process still warms up. */
  private static final double WARMING = 1.0 / 3;

  /**
   * What was seen of a process, in MiB; the slopes in MiB a minute, over the last two thirds.
   *
   * @param heapBefore live heap before the load; likewise after
   */
  public record Seen(
      String process,
      double heapBefore,
      double heapAfter,
      double heapSlope,
      double residentFirst,
      double residentLast,
      double residentMax,
      double residentSlope) {}

  private final JavaProcess process;
  private final double heapBefore;
  private final Thread watcher;

  // Written by the watcher alone, and read after it has ended.
  private final List<Double> heaps = new ArrayList<>();
  private final List<Double> residents = new ArrayList<>();

  /** Collects the garbage of the process once, and begins. */
  public MemoryWatch(JavaProcess process) {
    this.process = process;
    this.heapBefore = process.liveHeap() / MIB;
    this.watcher = new Thread(this::watch, "seine-bench-memory");
    watcher.setDaemon(true);
    watcher.start();
  }

  private void watch() {
    double lowest = Double.MAX_VALUE;
    int looks = 0;
    while (true) {
      lowest = Math.min(lowest, process.usedHeap() / MIB);
      if (++looks == LOOKS_PER_WINDOW) {
        heaps.add(lowest);
        residents.add(process.residentSet().orElse(0) / MIB);
        lowest = Double.MAX_VALUE;
        looks = 0;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Ends the watch and collects the garbage once more. */
  public Seen finish() throws InterruptedException {
    watcher.interrupt();
    watcher.join();
    return new Seen(
        process.name(),
        heapBefore,
        process.liveHeap() / MIB,
        slope(heaps),
        residents.isEmpty() ? 0 : residents.get(0),
        residents.isEmpty() ? 0 : residents.get(residents.size() - 1),
        residents.stream().mapToDouble(value -> value).max().orElse(0),
        slope(residents));
  }

  /**
   * The slope of the line that fits best (least squares), a minute; 0 for fewer than two values.
   */
  static double slope(List<Double> windows) {
    List<Double> values = windows.subList((int) (windows.size() * WARMING), windows.size());
    int n = values.size();
    if (n < 2) {
      return 0;
    }
    double meanX = (n - 1) / 2.0;
    double meanY = values.stream().mapToDouble(value -> value).average().orElse(0);
    double covariance = 0;
    double variance = 0;
    for (int i = 0; i < n; i++) {
      covariance += (i - meanX) * (values.get(i) - meanY);
      variance += (i - meanX) * (i - meanX);
    }
    return covariance / variance * WINDOWS_PER_MINUTE;
  }

  @Override
  public void close() {
    watcher.interrupt();
  }
}
