package io.seine.cli.evaluation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.message.Reranking;
import io.seine.message.RetrievalMode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A way to answer a query that is judged beside the others. */
public enum Mode {
  /** By words alone. */
  KEYWORD(RetrievalMode.KEYWORD, Reranking.OFF),
  /** By the vectors of the document and of its nearest passage, fused. */
  VECTOR(RetrievalMode.VECTOR, Reranking.OFF),
  /** By all three lists, fused. */
  HYBRID(RetrievalMode.HYBRID, Reranking.OFF),
  /** Hybrid, then read by the cross-encoder, and ordered by both. */
  RERANKED(RetrievalMode.HYBRID, Reranking.FUSED),
  /** Hybrid, then ordered by the cross-encoder alone. It comes last: its pairs are remembered. */
  ALONE(RetrievalMode.HYBRID, Reranking.ALONE);

  /** As deep as recall is judged. */
  private static final int HITS = 100;

  private final RetrievalMode retrieval;
  private final Reranking reranking;

  Mode(RetrievalMode retrieval, Reranking reranking) {
    this.retrieval = retrieval;
    this.reranking = reranking;
  }

  /** The name in reports. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The mode of a name in reports. */
  public static Optional<Mode> of(String label) {
    return Arrays.stream(values()).filter(mode -> mode.label().equals(label)).findFirst();
  }

  /** Whether the cross-encoder reads. */
  public boolean reads() {
    return reranking != Reranking.OFF;
  }

  /** Writes into a query that it is to be answered this way. */
  public ObjectNode ask(ObjectNode query) {
    return query
        .put("retrieval", retrieval.name().toLowerCase(Locale.ROOT))
        .put("rerank", reranking.code())
        .put("reading", reads() ? "fixed" : "off")
        .put("k", HITS);
  }
}
