package io.seine.cli.evaluation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** A way to answer a query that is judged beside the others. */
public enum Mode {
  /** By words alone. */
  KEYWORD("keyword", false),
  /** By the vectors of the document and of its nearest passage, fused. */
  VECTOR("vector", false),
  /** By all three lists, fused. */
  HYBRID("hybrid", false),
  /** Hybrid, and then read by the cross-encoder. */
  RERANKED("hybrid", true);

  /** As deep as recall is judged. */
  private static final int HITS = 100;

  private final String retrieval;
  private final boolean rerank;

  Mode(String retrieval, boolean rerank) {
    this.retrieval = retrieval;
    this.rerank = rerank;
  }

  /** The name in reports. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Writes into a query that it is to be answered this way. */
  public ObjectNode ask(ObjectNode query) {
    return query.put("retrieval", retrieval).put("rerank", rerank).put("k", HITS);
  }
}
