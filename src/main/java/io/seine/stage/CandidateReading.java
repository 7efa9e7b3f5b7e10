package io.seine.stage;

import io.seine.inference.Reading;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A reading of one query with its candidates, of each of which one passage or several are read. A
 * candidate is as good as the best of its passages (MaxP: Dai and Callan, 2019), and counts as read
 * once all of them are: so what is known of it depends on the logits alone, and never on which were
 * read by some time.
 */
final class CandidateReading {
  /**
   * What the reading of a candidate said.
   *
   * @param passage the place of the passage with the greatest logit among the candidate's, from 0;
   *     of equal ones, the first
   */
  record Best(int passage, double logit) {}

  private final Reading pairs;

  /** Where the passages of each candidate begin among all pairs; then, where those of all end. */
  private final int[] begins;

  /**
   * @param pairs the reading of all passages, candidate by candidate
   * @param passages how many each candidate has, from 1
   */
  CandidateReading(Reading pairs, List<Integer> passages) {
    this.pairs = pairs;
    this.begins = new int[passages.size() + 1];
    for (int i = 0; i < passages.size(); i++) {
      begins[i + 1] = begins[i] + passages.get(i);
    }
  }

  /** How many candidates there are. */
  int size() {
    return begins.length - 1;
  }

  /** What the reading of a candidate said; null while one of its passages is not read. */
  @Nullable Best best(int candidate) {
    Best best = null;
    for (int pair = begins[candidate]; pair < begins[candidate + 1]; pair++) {
      double logit = pairs.logit(pair);
      if (Double.isNaN(logit)) {
        return null;
      }
      if (best == null || logit > best.logit()) {
        best = new Best(pair - begins[candidate], logit);
      }
    }
    return best;
  }

  /** How many passages those candidates have that come after the first ones. */
  int pairsAfter(int candidates) {
    return begins[size()] - begins[candidates];
  }

  /** How many passages of the first candidates are read, those of a candidate read in part too. */
  int pairsRead(int candidates) {
    int read = 0;
    for (int pair = 0; pair < begins[candidates]; pair++) {
      if (!Double.isNaN(pairs.logit(pair))) {
        read++;
      }
    }
    return read;
  }

  /** Completes once no more will be read; fails when the model did. */
  CompletableFuture<Integer> completion() {
    return pairs.completion();
  }

  /** Has a listener run after each passage that is read from now on. */
  void onRead(Runnable listener) {
    pairs.onRead(listener);
  }

  void cancel() {
    pairs.cancel();
  }
}
