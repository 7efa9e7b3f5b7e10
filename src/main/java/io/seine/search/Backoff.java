package io.seine.search;

import java.util.random.RandomGenerator;

/**
 * How long to wait before something is tried again: a pause that doubles with every try up to a
 * limit, of which a random half is waited, so that many who failed together do not come back
 * together.
 *
 * @param firstMillis the pause after the first try
 * @param longestMillis no pause is longer
 */
public record Backoff(long firstMillis, long longestMillis) {
  /** More doublings than any limit allows. */
  private static final int MOST_DOUBLINGS = 20;

  /**
   * The pause after so many tries, in milliseconds: between half of it and all of it.
   *
   * @param tries at least 1
   */
  public long pauseMillis(int tries, RandomGenerator random) {
    long pause = Math.min(longestMillis, firstMillis << Math.min(tries - 1, MOST_DOUBLINGS));
    return random.nextLong(pause / 2, pause + 1);
  }
}
