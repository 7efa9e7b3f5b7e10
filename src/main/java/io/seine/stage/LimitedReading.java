package io.seine.stage;

import io.seine.inference.Reading;
import java.util.concurrent.CompletableFuture;

/**
 * A reading that ends when a policy has enough: of what was read, exactly the first n candidates
 * count, for the smallest n at which the policy says so. Whatever was begun beyond them, on another
 * core, is left out. Thread-safe.
 */
final class LimitedReading {
  /** Gives the score of a candidate, by its index in retrieval order, as log-odds. */
  @FunctionalInterface
  interface Scoring {
    double logOdds(int index, double logit);
  }

  private final Reading reading;
  private final ReadingPolicy policy;
  private final Scoring scoring;
  private final int k;
  private final double[] priors;
  private final CompletableFuture<Void> completion = new CompletableFuture<>();

  // Guarded by this object.
  private final double[] scores;
  private int read;

  /** How many candidates count; all of them until the policy has enough. */
  private volatile int needed;

  private LimitedReading(Reading reading, ReadingPolicy policy, Scoring scoring, int size, int k) {
    this.reading = reading;
    this.policy = policy;
    this.scoring = scoring;
    this.k = k;
    this.scores = new double[size];
    this.priors = new double[size];
    for (int i = 0; i < size; i++) {
      priors[i] = scoring.logOdds(i, 0);
    }
    this.needed = size;
  }

  /**
   * Takes a reading under way.
   *
   * @param size how many candidates it reads
   * @param k how many hits there are to be
   */
  static LimitedReading of(
      Reading reading, ReadingPolicy policy, Scoring scoring, int size, int k) {
    LimitedReading limited = new LimitedReading(reading, policy, scoring, size, k);
    reading.onRead(limited::advance);
    // What was read before it listened.
    limited.advance();
    reading
        .completion()
        .whenComplete(
            (all, thrown) -> {
              if (thrown == null) {
                limited.completion.complete(null);
              } else {
                limited.completion.completeExceptionally(thrown);
              }
            });
    return limited;
  }

  /** Completes when the policy has enough or no more will be read; fails when the model did. */
  CompletableFuture<Void> completion() {
    return completion;
  }

  /** How many candidates are to be read: all of them, or as many as the policy has enough of. */
  int needed() {
    return needed;
  }

  /** The logit of a candidate; NaN while it is not read. */
  double logit(int index) {
    return reading.logit(index);
  }

  void cancel() {
    reading.cancel();
  }

  private void advance() {
    if (isEnough()) {
      reading.cancel();
      completion.complete(null);
    }
  }

  /** Looks at the candidates that are read without a gap, one after the other. */
  private synchronized boolean isEnough() {
    while (read < needed) {
      double logit = reading.logit(read);
      if (Double.isNaN(logit)) {
        return false;
      }
      scores[read] = scoring.logOdds(read, logit);
      read++;
      if (read >= k
          && read < scores.length
          && policy.isEnough(new ReadPrefix(scores, priors, read, k))) {
        needed = read;
      }
    }
    return needed < scores.length;
  }
}
