package io.seine.inference;

/**
 * What a batch of inference runs is for, in the order of haste: somebody waits for a query, nobody
 * for a document.
 */
public enum Lane {
  /** The vector of a query: one run, without which its answer cannot even begin. */
  QUERY_EMBEDDING,
  /** The reading of a query's candidates. */
  QUERY,
  /** The vectors of a document. */
  DOCUMENT
}
