package io.seine.stage;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

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

  private final CandidateReading reading;
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

  private LimitedReading(CandidateReading reading, ReadingPolicy policy, Scoring scoring, int k) {
    int size = reading.size();
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
   * @param k how many hits there are to be
   */
  static LimitedReading of(CandidateReading reading, ReadingPolicy policy, Scoring scoring, int k) {
    LimitedReading limited = new LimitedReading(reading, policy, scoring, k);
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

  /** What the reading of a candidate said; null while it is not read. */
  CandidateReading.@Nullable Best best(int index) {
    return reading.best(index);
  }

  /** How many passages of the first candidates are read. */
  int pairsRead(int candidates) {
    return reading.pairsRead(candidates);
  }

  /** How many passages those have that come after the first candidates. */
  int pairsAfter(int candidates) {
    return reading.pairsAfter(candidates);
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
      CandidateReading.Best best = reading.best(read);
      if (best == null) {
        return false;
      }
      scores[read] = scoring.logOdds(read, best.logit());
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
