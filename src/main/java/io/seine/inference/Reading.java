package io.seine.inference;

import java.util.concurrent.CompletableFuture;

/** A cross-encoder's reading of one query with its passages: first under way, then over. */
public interface Reading {
  /**
   * Completes with the number of passages read, once no more will be: all of them are, or the
   * deadline passed, or it was cancelled. Fails when the model did.
   */
  CompletableFuture<Integer> completion();

  /**
   * How well passage {@code index} answers the query, as log-odds; NaN while it is not read.
   * Passages are begun in their order, so those that are read in the end come before those that are
   * not.
   */
  double logit(int index);

  /**
   * Has a listener run after each passage that is read from now on, by the thread that read it. A
   * second listener takes the place of the first.
   */
  void onRead(Runnable listener);

  /** Begins no further passage; those under way are read to their end. */
  void cancel();
}
