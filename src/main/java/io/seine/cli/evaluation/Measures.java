package io.seine.cli.evaluation;

import java.util.List;
import java.util.Map;

/**
 * The measures of one ranking, as trec_eval computes them.
 *
 * @param ndcg normalised discounted cumulative gain of the first 10, with linear gains (Järvelin
 *     and Kekäläinen, 2002)
 * @param reciprocalRank 1 / rank of the first relevant document among the first 10, else 0
 * @param recall10 the part of the relevant documents that is among the first 10; likewise the
 *     others
 */
public record Measures(
    double ndcg, double reciprocalRank, double recall10, double recall50, double recall100) {
  private static final int TOP = 10;

  /**
   * Judges a ranking.
   *
   * @param ranking ids, best first
   * @param grades of the judged documents; above 0 is relevant, and what is missing is not
   */
  public static Measures of(List<String> ranking, Map<String, Integer> grades) {
    long relevant = grades.values().stream().filter(grade -> grade > 0).count();
    if (relevant == 0) {
      return new Measures(0, 0, 0, 0, 0);
    }
    List<Integer> ranked = ranking.stream().map(id -> grades.getOrDefault(id, 0)).toList();
    double reciprocalRank = 0;
    for (int i = 0; i < Math.min(TOP, ranked.size()) && reciprocalRank == 0; i++) {
      if (ranked.get(i) > 0) {
        reciprocalRank = 1.0 / (i + 1);
      }
    }
    return new Measures(
        ndcg(ranked, grades),
        reciprocalRank,
        found(ranked, 10) / relevant,
        found(ranked, 50) / relevant,
        found(ranked, 100) / relevant);
  }

  /**
   * The normalised discounted cumulative gain of a ranking alone.
   *
   * @param ranked the grades of the ranking, best place first
   * @param grades as above
   */
  static double ndcg(List<Integer> ranked, Map<String, Integer> grades) {
    List<Integer> ideal =
        grades.values().stream().filter(grade -> grade > 0).sorted((a, b) -> b - a).toList();
    if (ideal.isEmpty()) {
      return 0;
    }
    double gain = 0;
    double best = 0;
    for (int i = 0; i < TOP; i++) {
      gain += i < ranked.size() ? Math.max(0, ranked.get(i)) / discount(i) : 0;
      best += i < ideal.size() ? ideal.get(i) / discount(i) : 0;
    }
    return gain / best;
  }

  private static double found(List<Integer> ranked, int depth) {
    return ranked.stream().limit(depth).filter(grade -> grade > 0).count();
  }

  /** The mean of each measure. */
  public static Measures mean(List<Measures> all) {
    return new Measures(
        mean(all, Measure.NDCG),
        mean(all, Measure.MRR),
        mean(all, Measure.RECALL_10),
        mean(all, Measure.RECALL_50),
        mean(all, Measure.RECALL_100));
  }

  private static double mean(List<Measures> all, Measure measure) {
    return all.stream().mapToDouble(measure::of).average().orElse(0);
  }

  private static double discount(int index) {
    return Math.log(index + 2) / Math.log(2);
  }
}
