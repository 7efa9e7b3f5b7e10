package io.seine.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reciprocal rank fusion: a document's score is the sum, over the lists that hold it, of weight /
 * (60 + rank). Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and
 * individual Rank Learning Methods", SIGIR 2009.
 */
public final class ReciprocalRankFusion {
  private static final int K = 60;

  private ReciprocalRankFusion() {}

  /** The ids of a list, best first, and how much it counts. */
  public record Ranking(List<String> ids, double weight) {}

  /** A document of the fused order. */
  public record Fused(String id, double score) {}

  /**
   * The documents of all lists, best first; of equal scores the smaller id, so that the order is
   * the same every time.
   */
  public static List<Fused> fuse(List<Ranking> rankings) {
    Map<String, Double> scores = new HashMap<>();
    for (Ranking ranking : rankings) {
      for (int i = 0; i < ranking.ids().size(); i++) {
        scores.merge(ranking.ids().get(i), ranking.weight() / (K + i + 1), Double::sum);
      }
    }
    List<Fused> fused = new ArrayList<>();
    scores.forEach((id, score) -> fused.add(new Fused(id, score)));
    fused.sort(Comparator.comparingDouble(Fused::score).reversed().thenComparing(Fused::id));
    return fused;
  }
}
