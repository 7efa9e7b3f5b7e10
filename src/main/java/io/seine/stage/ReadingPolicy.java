package io.seine.stage;

/**
 * Says when enough of a query's candidates are read: when reading on is unlikely to change its
 * hits. A function of what was read and nothing else, so that the same query has the same answer
 * whatever the load, the cores, and the order in which reads end.
 */
@FunctionalInterface
public interface ReadingPolicy {
  /** Never enough: every candidate is read. */
  ReadingPolicy ALL = prefix -> false;

  /** What {@code adaptive} means; why this one: docs/reading.md. */
  ReadingPolicy ADAPTIVE = new Patience(3);

  /**
   * Whether reading may end here. It is asked after each candidate, in retrieval order, once there
   * are as many as hits and while others are left.
   */
  boolean isEnough(ReadPrefix prefix);

  /**
   * How many candidates of a query are read.
   *
   * @param scores that all of them have once they are read, in retrieval order, as log-odds
   * @param priors their scores if the reading said nothing
   * @param k how many hits there are to be
   */
  default int read(double[] scores, double[] priors, int k) {
    for (int read = k; read < scores.length; read++) {
      if (isEnough(new ReadPrefix(scores, priors, read, k))) {
        return read;
      }
    }
    return scores.length;
  }
}
