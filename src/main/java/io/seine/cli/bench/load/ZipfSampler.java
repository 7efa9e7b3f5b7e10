package io.seine.cli.bench.load;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Draws numbers from 0 with the probabilities of Zipf's law: the i-th most frequent comes in
 * proportion to i<sup>-s</sup>, as words do, and the queries of a search engine.
 */
public final class ZipfSampler {
  private final double[] cumulative;
  private final RandomGenerator random;

  /**
   * @param count how many numbers there are, at least 1
   * @param exponent s, at least 0; 0 makes all of them equally frequent
   */
  public ZipfSampler(int count, double exponent, RandomGenerator random) {
    this.cumulative = new double[count];
    this.random = random;
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += Math.pow(i + 1, -exponent);
      cumulative[i] = sum;
    }
  }

  /** The next number; 0 is the most frequent. */
  public int next() {
    double point = random.nextDouble() * cumulative[cumulative.length - 1];
    int place = Arrays.binarySearch(cumulative, point);
    return Math.min(cumulative.length - 1, place >= 0 ? place + 1 : -place - 1);
  }
}
