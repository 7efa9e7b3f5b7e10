package io.seine.cli.evaluation;

import java.util.function.ToDoubleFunction;

/** One of the {@link Measures}. */
public enum Measure {
  NDCG("nDCG@10", "ndcg@10", Measures::ndcg),
  MRR("MRR@10", "mrr@10", Measures::reciprocalRank),
  RECALL_10("recall@10", "recall@10", Measures::recall10),
  RECALL_50("recall@50", "recall@50", Measures::recall50),
  RECALL_100("recall@100", "recall@100", Measures::recall100);

  private final String title;
  private final String key;
  private final ToDoubleFunction<Measures> value;

  Measure(String title, String key, ToDoubleFunction<Measures> value) {
    this.title = title;
    this.key = key;
    this.value = value;
  }

  /** The name for people. */
  public String title() {
    return title;
  }

  /** The name in JSON. */
  public String key() {
    return key;
  }

  /** Its value. */
  public double of(Measures measures) {
    return value.applyAsDouble(measures);
  }
}
