package io.seine.message;

/** How many of a query's candidates the cross-encoder reads. */
public enum ReadingMode {
  /** None: the hits stand in the order of the retrieval. */
  OFF,
  /** All of them. */
  FIXED,
  /** In retrieval order, until reading on is unlikely to change the hits. */
  ADAPTIVE
}
