package io.seine.search;

import java.util.Locale;

/** How the graph of vectors holds them. The vectors themselves are kept whole beside it. */
public enum VectorStorage {
  /** Four bytes a number. */
  FLOAT,
  /**
   * One byte a number, so that the graph needs a quarter of the memory. Distances are rough then:
   * more is found than was asked for, and compared again with the whole vectors.
   */
  QUANTISED;

  /** As settings and the index name it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
