package io.seine.cli.bench.load;

import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/** When the queries of a load come, in milliseconds from its start. */
public final class Arrivals {
  private Arrivals() {}

  /**
   * One after the other at the same distance.
   *
   * @param rate queries a second
   */
  public static long[] even(double rate, Duration duration) {
    long count = Math.max(1, Math.round(rate * duration.toMillis() / 1000));
    return LongStream.range(0, count).map(i -> (long) (i * 1000 / rate)).toArray();
  }

  /**
   * As those of many people who know nothing of each other: a Poisson process, so that sometimes
   * several come at once and sometimes none for long.
   *
   * @param rate queries a second, on average
   */
  public static long[] poisson(double rate, Duration duration, RandomGenerator random) {
    LongStream.Builder arrivals = LongStream.builder();
    double at = random.nextExponential() / rate;
    while (at * 1000 < duration.toMillis()) {
      arrivals.add(Math.round(at * 1000));
      at += random.nextExponential() / rate;
    }
    return arrivals.build().toArray();
  }
}
