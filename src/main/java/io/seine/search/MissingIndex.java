package io.seine.search;

/**
 * Tells an index that is missing from one that is missing for a moment: it may be about to be
 * created or swapped, or OpenSearch has just begun and does not know all of its indexes.
 */
final class MissingIndex {
  /** How long an index may be missing before that is taken for the truth, in milliseconds. */
  static final long FOR_LONG_MILLIS = 15_000;

  /** Longer than anybody waits for the next try: what was missing before that is another story. */
  private static final long FORGOTTEN_MILLIS = 60_000;

  // Guarded by this.
  private long since = Long.MIN_VALUE;
  private long last = Long.MIN_VALUE;

  /** Called whenever the index was found missing: whether it has been for long. */
  synchronized boolean isForLong(long nowMillis) {
    if (last == Long.MIN_VALUE || nowMillis - last > FORGOTTEN_MILLIS) {
      since = nowMillis;
    }
    last = nowMillis;
    return nowMillis - since >= FOR_LONG_MILLIS;
  }

  /** Called when the index answered: what was missing before that is another story too. */
  synchronized void found() {
    last = Long.MIN_VALUE;
  }
}
