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
    List<Integer> ideal =
        grades.values().stream().filter(grade -> grade > 0).sorted((a, b) -> b - a).toList();
    if (ideal.isEmpty()) {
      return new Measures(0, 0, 0, 0, 0);
    }
    double gain = 0;
    double best = 0;
    double reciprocalRank = 0;
    for (int i = 0; i < TOP; i++) {
      int grade = i < ranking.size() ? grades.getOrDefault(ranking.get(i), 0) : 0;
      gain += Math.max(0, grade) / discount(i);
      best += i < ideal.size() ? ideal.get(i) / discount(i) : 0;
      if (grade > 0 && reciprocalRank == 0) {
        reciprocalRank = 1.0 / (i + 1);
      }
    }
    return new Measures(
        gain / best,
        reciprocalRank,
        found(ranking, grades, 10) / ideal.size(),
        found(ranking, grades, 50) / ideal.size(),
        found(ranking, grades, 100) / ideal.size());
  }

  private static double found(List<String> ranking, Map<String, Integer> grades, int depth) {
    return ranking.stream().limit(depth).filter(id -> grades.getOrDefault(id, 0) > 0).count();
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
