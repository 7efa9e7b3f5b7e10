package io.seine.cli.bench;

import java.util.Collection;

/** A figure over several rounds: machines are noisy, so the median counts and the rest says how. */
public record Spread(double min, double median, double max) {

  /**
   * @param values at least one
   */
  public static Spread of(Collection<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(sorted[0], median, sorted[sorted.length - 1]);
  }
}
