package io.seine.stage;

/** Milliseconds since it was started. */
final class Stopwatch {
  private final long start = System.nanoTime();

  double millis() {
    return (System.nanoTime() - start) / 1e6;
  }
}
