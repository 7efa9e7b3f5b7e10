package io.seine.message;

/** Which lists the candidates of a query come from. */
public enum RetrievalMode {
  /** The words of title and text alone (BM25). */
  KEYWORD,
  /** The vectors alone: the whole document's and its nearest passage's, fused. */
  VECTOR,
  /** All three lists, fused. */
  HYBRID
}
