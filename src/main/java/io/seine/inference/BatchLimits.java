package io.seine.inference;

/**
 * How much is executed at once on a provider that wants batches.
 *
 * @param tokens the most of all runs together, with what they are padded by; a single run may have
 *     more
 * @param runs the most runs
 */
record BatchLimits(int tokens, int runs) {
  /** Of the longest of some runs to the shortest: so much of the work is padding at most. */
  private static final int SIMILAR = 2;

  /** Whether so many runs of such lengths, in tokens, go together. */
  boolean allow(int count, int shortest, int longest) {
    return count <= runs
        && (long) count * longest <= tokens
        && longest <= SIMILAR * (long) shortest;
  }
}
