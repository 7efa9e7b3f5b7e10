package io.seine.cli.evaluation;

import io.seine.cli.evaluation.PairedStatistics.Interval;
import java.util.Locale;

/**
 * Two series of values of one measure, query by query.
 *
 * @param before the mean of the first
 * @param after the mean of the second
 * @param interval of the mean difference, by the paired bootstrap
 * @param pValue of the paired randomisation test
 */
public record Comparison(double before, double after, Interval interval, double pValue) {
  /** What is rarer than this under chance alone is called more than noise. */
  static final double SIGNIFICANCE = 0.05;

  /** For those who read reports: where p and the interval seem to differ. */
  static final String HOW_IT_IS_DECIDED =
      "p decides: below 0.05 a difference is more than noise. The interval says how large it may be, by another method, and near the limit the two may differ.";

  public static Comparison of(double[] before, double[] after) {
    double[] differences = PairedStatistics.differences(after, before);
    return new Comparison(
        PairedStatistics.mean(before),
        PairedStatistics.mean(after),
        PairedStatistics.interval(differences),
        PairedStatistics.pValue(differences));
  }

  public double difference() {
    return after - before;
  }

  public boolean isSignificant() {
    return pValue < SIGNIFICANCE;
  }

  /** In words: better, worse, or no more than noise. */
  String verdict() {
    if (!isSignificant()) {
      return "no more than noise";
    }
    return difference() > 0 ? "better by more than noise" : "worse by more than noise";
  }

  /** The difference with its interval and what to make of it, in a line. */
  public String text() {
    return String.format(
        Locale.ROOT,
        "%+.4f %s, p = %.4f: %s",
        difference(),
        TextReport.interval(interval),
        pValue,
        verdict());
  }
}
