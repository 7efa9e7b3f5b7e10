package io.seine.cli.bench.cost;

import io.seine.cli.evaluation.LogisticRegression;
import io.seine.stage.ReadPrefix;
import io.seine.stage.ReadingPolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * Has enough when few of the unread candidates are expected to become hits, by a logistic
 * regression on other queries: how often a candidate did that stood so far down in the retrieval
 * and needed a reading so much better than the query's so far.
 *
 * @param intercept of the log-odds
 * @param needed the weight of the reading that it needs, in standard deviations above the mean of
 *     the query's readings
 * @param rank the weight of the logarithm of its rank over the number of those that are read
 * @param expected how many unread candidates may become hits, on average
 */
record CalibratedEntry(double intercept, double needed, double rank, double expected)
    implements ReadingPolicy {
  /** Keeps the weights finite where the two kinds can be told apart without an error. */
  private static final double PENALTY = 1e-3;

  @Override
  public boolean isEnough(ReadPrefix prefix) {
    return expected(prefix) < expected;
  }

  /** How many of the unread candidates become hits, on average over queries like this. */
  double expected(ReadPrefix prefix) {
    return features(prefix).stream().mapToDouble(this::probability).sum();
  }

  /** The same, with another number of expected hits. */
  CalibratedEntry expecting(double other) {
    return new CalibratedEntry(intercept, needed, rank, other);
  }

  private double probability(double[] features) {
    return 1 / (1 + Math.exp(-intercept - needed * features[0] - rank * features[1]));
  }

  /** The features of each unread candidate. */
  private static List<double[]> features(ReadPrefix prefix) {
    double mean = 0;
    for (int i = 0; i < prefix.read(); i++) {
      mean += prefix.evidence(i) / prefix.read();
    }
    double variance = 0;
    for (int i = 0; i < prefix.read(); i++) {
      variance += Math.pow(prefix.evidence(i) - mean, 2) / prefix.read();
    }
    double deviation = Math.max(1e-9, Math.sqrt(variance));
    double worst = prefix.best(prefix.k());
    List<double[]> features = new ArrayList<>();
    for (int i = prefix.read(); i < prefix.size(); i++) {
      double needed = (worst - prefix.prior(i) - mean) / deviation;
      features.add(new double[] {needed, Math.log((i + 1.0) / prefix.read())});
    }
    return features;
  }

  /** Fits the weights to queries of which every candidate was read. */
  static CalibratedEntry fit(List<JudgedReading> readings, int k) {
    List<double[]> features = new ArrayList<>();
    List<Boolean> entered = new ArrayList<>();
    for (JudgedReading reading : readings) {
      double[] scores = reading.scores();
      for (int read = k; read < scores.length; read++) {
        ReadPrefix prefix = new ReadPrefix(scores, reading.priors(), read, k);
        features.addAll(features(prefix));
        for (int i = read; i < scores.length; i++) {
          entered.add(scores[i] > prefix.best(k));
        }
      }
    }
    boolean[] positive = new boolean[entered.size()];
    for (int i = 0; i < positive.length; i++) {
      positive[i] = entered.get(i);
    }
    LogisticRegression.Model model =
        LogisticRegression.fit(features.toArray(double[][]::new), positive, PENALTY);
    return new CalibratedEntry(
        model.intercept(), model.weights()[0], model.weights()[1], Double.NaN);
  }
}
