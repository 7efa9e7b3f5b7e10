package io.seine.cli.bench;

import io.seine.stage.ReadPrefix;
import io.seine.stage.ReadingPolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * Has enough when few of the unread candidates are expected to become hits, by a logistic
 * regression on other queries: how often a candidate did that stood so far down in the retrieval
 * and needed a reading so much better than the query's so far.
 *
 * @param weights of 1, the reading that it needs, in standard deviations above the query's mean,
 *     and the logarithm of its rank over the number of those that are read
 * @param expected how many unread candidates may become hits, on average
 */
record CalibratedEntry(List<Double> weights, double expected) implements ReadingPolicy {
  private static final int FEATURES = 3;
  private static final int ROUNDS = 30;

  /** Keeps the weights finite where the two kinds can be told apart without an error. */
  private static final double RIDGE = 1e-3;

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
    return new CalibratedEntry(weights, other);
  }

  private double probability(double[] features) {
    double logOdds = 0;
    for (int i = 0; i < FEATURES; i++) {
      logOdds += weights.get(i) * features[i];
    }
    return 1 / (1 + Math.exp(-logOdds));
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
      features.add(new double[] {1, needed, Math.log((i + 1.0) / prefix.read())});
    }
    return features;
  }

  /** Fits the weights to queries of which every candidate was read, by Newton's method. */
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
    double[] weights = new double[FEATURES];
    for (int round = 0; round < ROUNDS; round++) {
      CalibratedEntry fitted = of(weights);
      double[] gradient = new double[FEATURES];
      double[][] hessian = new double[FEATURES][FEATURES];
      for (int i = 0; i < FEATURES; i++) {
        gradient[i] = -RIDGE * weights[i];
        hessian[i][i] = RIDGE;
      }
      for (int row = 0; row < features.size(); row++) {
        double[] x = features.get(row);
        double probability = fitted.probability(x);
        for (int i = 0; i < FEATURES; i++) {
          gradient[i] += x[i] * ((entered.get(row) ? 1 : 0) - probability);
          for (int j = 0; j < FEATURES; j++) {
            hessian[i][j] += x[i] * x[j] * probability * (1 - probability);
          }
        }
      }
      double[] step = solve(hessian, gradient);
      for (int i = 0; i < FEATURES; i++) {
        weights[i] += step[i];
      }
    }
    return of(weights);
  }

  private static CalibratedEntry of(double[] weights) {
    return new CalibratedEntry(List.of(weights[0], weights[1], weights[2]), 0);
  }

  /** Solves a·x = b by elimination; a is symmetric and positive definite. */
  private static double[] solve(double[][] a, double[] b) {
    double[] x = b.clone();
    for (int i = 0; i < x.length; i++) {
      for (int row = i + 1; row < x.length; row++) {
        double factor = a[row][i] / a[i][i];
        for (int column = i; column < x.length; column++) {
          a[row][column] -= factor * a[i][column];
        }
        x[row] -= factor * x[i];
      }
    }
    for (int i = x.length - 1; i >= 0; i--) {
      for (int column = i + 1; column < x.length; column++) {
        x[i] -= a[i][column] * x[column];
      }
      x[i] /= a[i][i];
    }
    return x;
  }
}
