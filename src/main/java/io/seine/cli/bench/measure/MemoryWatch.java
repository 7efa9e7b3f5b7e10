package io.seine.cli.bench.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Watches the memory of a process while a load runs. The heap is taken at its lowest in each
 * window, which is after a collection; collections are not forced then, since they would stop the
 * process that is measured.
 */
public final class MemoryWatch implements AutoCloseable {
  private static final long LOOK_EVERY_MILLIS = 250;
  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final double MIB = 1 << 20;

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

  /**
   * What was seen of a process in one window, in MiB.
   *
   * @param heap at its lowest
   * @param resident at the end
   */
  public record Window(double heap, double resident) {}

  private final JavaProcess process;
  private final Duration window;
  private final Consumer<Window> onWindow;
  private final double heapBefore;
  private final Thread watcher;

  // Written by the watcher alone, and read after it has ended.
  private final List<Window> windows = new ArrayList<>();

  /** Collects the garbage of the process once, and begins. */
  public MemoryWatch(JavaProcess process) {
    this(process, WINDOW, window -> {});
  }

  /**
   * As the other.
   *
   * @param window of which only the lowest heap is kept
   * @param onWindow is told of each, by the watching thread
   */
  public MemoryWatch(JavaProcess process, Duration window, Consumer<Window> onWindow) {
    this.process = process;
    this.window = window;
    this.onWindow = onWindow;
    this.heapBefore = process.liveHeap() / MIB;
    this.watcher = new Thread(this::watch, "seine-bench-memory");
    watcher.setDaemon(true);
    watcher.start();
  }

  private void watch() {
    long looksPerWindow = Math.max(1, window.toMillis() / LOOK_EVERY_MILLIS);
    double lowest = Double.MAX_VALUE;
    long looks = 0;
    while (true) {
      lowest = Math.min(lowest, process.usedHeap() / MIB);
      if (++looks == looksPerWindow) {
        Window seen = new Window(lowest, process.residentSet().orElse(0) / MIB);
        windows.add(seen);
        onWindow.accept(seen);
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
    List<Double> heaps = windows.stream().map(Window::heap).toList();
    List<Double> residents = windows.stream().map(Window::resident).toList();
    return new Seen(
        process.name(),
        heapBefore,
        process.liveHeap() / MIB,
        slope(heaps) * perMinute(),
        residents.isEmpty() ? 0 : residents.get(0),
        residents.isEmpty() ? 0 : residents.get(residents.size() - 1),
        residents.stream().mapToDouble(value -> value).max().orElse(0),
        slope(residents) * perMinute());
  }

  private double perMinute() {
    return 60_000.0 / window.toMillis();
  }

  /**
   * The slope of the line that fits best (least squares), a window; 0 for fewer than two values.
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
    return covariance / variance;
  }

  @Override
  public void close() {
    watcher.interrupt();
  }
}
