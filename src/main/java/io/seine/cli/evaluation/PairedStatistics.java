package io.seine.cli.evaluation;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * How far a mean over queries may be a matter of which queries were asked. The same seed draws the
 * same queries for every mode, so that what is compared is compared on equal terms; and the figures
 * are the same every time.
 */
public final class PairedStatistics {
  private static final int SAMPLES = 10_000;
  private static final long SEED = 20_090_719;
  private static final double OUTSIDE = 0.025;

  private PairedStatistics() {}

  /** The 95 % interval of a mean. */
  public record Interval(double low, double high) {}

  public static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }

  /** The mean of values, one a query, by the percentiles of the bootstrap (Efron, 1979). */
  public static Interval interval(double[] values) {
    if (values.length == 0) {
      return new Interval(0, 0);
    }
    SplittableRandom random = new SplittableRandom(SEED);
    double[] means = new double[SAMPLES];
    for (int sample = 0; sample < SAMPLES; sample++) {
      double sum = 0;
      for (int i = 0; i < values.length; i++) {
        sum += values[random.nextInt(values.length)];
      }
      means[sample] = sum / values.length;
    }
    Arrays.sort(means);
    return new Interval(
        means[(int) (OUTSIDE * SAMPLES)], means[(int) ((1 - OUTSIDE) * SAMPLES) - 1]);
  }

  /**
   * How often chance alone gives a mean difference as large as this one, in either direction: the
   * paired randomisation test, which swaps the two values of a query at random (Smucker, Allan and
   * Carterette, 2007).
   */
  static double pValue(double[] differences) {
    double observed = Math.abs(Arrays.stream(differences).sum());
    SplittableRandom random = new SplittableRandom(SEED);
    int asLarge = 0;
    for (int sample = 0; sample < SAMPLES; sample++) {
      double sum = 0;
      for (double difference : differences) {
        sum += random.nextBoolean() ? difference : -difference;
      }
      // The same terms in another order may differ in the last bit.
      if (Math.abs(sum) >= observed - 1e-9) {
        asLarge++;
      }
    }
    return (asLarge + 1.0) / (SAMPLES + 1.0);
  }

  public static double[] differences(double[] after, double[] before) {
    double[] differences = new double[after.length];
    for (int i = 0; i < after.length; i++) {
      differences[i] = after[i] - before[i];
    }
    return differences;
  }
}
