package io.seine.cli.bench.inference;

import java.util.List;

/**
 * What every contender reads in a round.
 *
 * @param name for people
 */
public record ReadingSet(String name, Kind kind, List<Group> groups) {
  /** What is read together. */
  public enum Kind {
    /** A query with a passage, by a cross-encoder. */
    PAIRS,
    /** A passage alone, by a bi-encoder. */
    TEXTS
  }

  /**
   * A query with its passages.
   *
   * @param query empty where passages are read alone
   */
  public record Group(String query, List<String> passages) {}

  /** How many pairs or texts there are. */
  public int size() {
    return groups.stream().mapToInt(group -> group.passages().size()).sum();
  }
}
