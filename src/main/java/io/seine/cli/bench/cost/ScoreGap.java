package io.seine.cli.bench.cost;

import io.seine.stage.ReadPrefix;
import io.seine.stage.ReadingPolicy;

/**
 * Has enough when few of the unread candidates are expected to become hits. Each would need a
 * reading so good that it makes up for its prior and passes the last of the hits; how likely that
 * is follows from the latest readings of the same query, as if theirs were a logistic distribution.
 * So it needs to know nothing of the model and its scale.
 *
 * @param expected how many unread candidates may become hits, on average
 */
record ScoreGap(double expected) implements ReadingPolicy {
  /** How many of the latest readings count: further down in the retrieval they are worse. */
  private static final int LATEST = 10;

  /** The scale of a logistic distribution of which the standard deviation is 1. */
  private static final double SCALE = Math.sqrt(3) / Math.PI;

  @Override
  public boolean isEnough(ReadPrefix prefix) {
    int first = Math.max(0, prefix.read() - LATEST);
    int count = prefix.read() - first;
    double mean = 0;
    for (int i = first; i < prefix.read(); i++) {
      mean += prefix.evidence(i) / count;
    }
    double variance = 0;
    for (int i = first; i < prefix.read(); i++) {
      variance += Math.pow(prefix.evidence(i) - mean, 2) / count;
    }
    double scale = SCALE * Math.sqrt(variance);
    double worst = prefix.best(prefix.k());
    double sum = 0;
    for (int i = prefix.read(); i < prefix.size(); i++) {
      // With no spread at all it is 0 or 1, or, of what is exactly as good, one half.
      double gap = worst - prefix.prior(i) - mean;
      sum += gap == 0 ? 0.5 : 1 / (1 + Math.exp(gap / scale));
    }
    return sum < expected;
  }
}
