package io.seine.stage;

import java.util.Arrays;

/**
 * What is known of a query's candidates when the first of them, in retrieval order, are read: how
 * likely each of those answers it, and what the retrieval knew of the others. All in log-odds.
 */
public final class ReadPrefix {
  private final double[] scores;
  private final double[] priors;
  private final int read;
  private final int k;

  /**
   * @param scores of the candidates that are read, which order the hits: a reading's evidence and
   *     the prior; only the first {@code read} count
   * @param priors of all candidates: the scores that they would have if the reading said nothing
   * @param read how many are read
   * @param k how many hits there are to be
   */
  public ReadPrefix(double[] scores, double[] priors, int read, int k) {
    this.scores = Arrays.copyOf(scores, read);
    this.priors = priors;
    this.read = read;
    this.k = k;
  }

  public int read() {
    return read;
  }

  /** How many candidates there are, read or not. */
  public int size() {
    return priors.length;
  }

  public int k() {
    return k;
  }

  public double score(int index) {
    return scores[index];
  }

  public double prior(int index) {
    return priors[index];
  }

  /** What the reading of a candidate added to its prior: the logit, by whatever weight it has. */
  public double evidence(int index) {
    return scores[index] - priors[index];
  }

  /**
   * The score of the hit at a place, from 1, among those that are read; what is read later has to
   * be above it to take that place.
   */
  public double best(int place) {
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    return sorted[read - place];
  }
}
