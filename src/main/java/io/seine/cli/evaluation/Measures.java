package io.seine.cli.evaluation;

import java.util.List;
import java.util.Map;

/**
 * The measures of one ranking, as trec_eval computes them.
 *
 * @param ndcg normalised discounted cumulative gain of the first 10, with linear gains (Järvelin
 *     and Kekäläinen, 2002)
 * @param reciprocalRank 1 / rank of the first relevant document among the first 10, else 0
 * @param recall the part of the relevant documents that is among the first 100
 */
public record Measures(double ndcg, double reciprocalRank, double recall) {
  private static final int TOP = 10;
  private static final int DEEP = 100;

  /**
   * Judges a ranking.
   *
   * @param ranking ids, best first
   * @param grades of the judged documents; 0 is judged not relevant, and so is what is missing
   */
  public static Measures of(List<String> ranking, Map<String, Integer> grades) {
    List<Integer> ideal =
        grades.values().stream().filter(grade -> grade > 0).sorted((a, b) -> b - a).toList();
    if (ideal.isEmpty()) {
      return new Measures(0, 0, 0);
    }
    double gain = 0;
    double best = 0;
    double reciprocalRank = 0;
    int found = 0;
    for (int i = 0; i < Math.max(ranking.size(), TOP); i++) {
      int grade = i < ranking.size() ? grades.getOrDefault(ranking.get(i), 0) : 0;
      if (i < TOP) {
        gain += Math.max(0, grade) / discount(i);
        best += i < ideal.size() ? ideal.get(i) / discount(i) : 0;
        if (grade > 0 && reciprocalRank == 0) {
          reciprocalRank = 1.0 / (i + 1);
        }
      }
      if (i < DEEP && grade > 0) {
        found++;
      }
    }
    return new Measures(gain / best, reciprocalRank, (double) found / ideal.size());
  }

  /** The mean of each measure. */
  public static Measures mean(List<Measures> all) {
    return new Measures(
        all.stream().mapToDouble(Measures::ndcg).average().orElse(0),
        all.stream().mapToDouble(Measures::reciprocalRank).average().orElse(0),
        all.stream().mapToDouble(Measures::recall).average().orElse(0));
  }

  private static double discount(int index) {
    return Math.log(index + 2) / Math.log(2);
  }
}
