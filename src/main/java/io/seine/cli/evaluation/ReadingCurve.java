package io.seine.cli.evaluation;

import io.seine.cli.evaluation.ReadAnswer.GradedHit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * nDCG@10 against how many of the candidates are read, from answers in which all were: the first n
 * by their scores, then the others as they were retrieved.
 *
 * @param ndcg by the number of pairs that are read for each query, from 0 on
 */
record ReadingCurve(List<Double> ndcg) {

  static ReadingCurve of(JudgedRun run) {
    List<ReadAnswer> answers = run.read();
    int most = answers.stream().mapToInt(ReadAnswer::read).max().orElse(0);
    List<Double> ndcg = new ArrayList<>();
    for (int pairs = 0; pairs <= most; pairs++) {
      double sum = 0;
      for (int i = 0; i < answers.size(); i++) {
        sum += Measures.ndcg(grades(answers.get(i), pairs), run.queries().get(i).grades());
      }
      ndcg.add(sum / Math.max(1, answers.size()));
    }
    return new ReadingCurve(List.copyOf(ndcg));
  }

  private static List<Integer> grades(ReadAnswer answer, int pairs) {
    List<GradedHit> retrieved = answer.hits();
    int read = Math.min(pairs, retrieved.size());
    return Stream.concat(
            retrieved.subList(0, read).stream()
                .sorted(
                    Comparator.comparingDouble(GradedHit::score)
                        .reversed()
                        .thenComparingInt(GradedHit::rank)),
            retrieved.subList(read, retrieved.size()).stream())
        .map(GradedHit::grade)
        .toList();
  }

  /** The numbers of pairs that a table shows. */
  List<Integer> shown() {
    int most = ndcg.size() - 1;
    List<Integer> shown = new ArrayList<>();
    for (int pairs : new int[] {0, 1, 2, 5, 10, 20, 30, 40, 50, 75, 100, 150, 200}) {
      if (pairs < most) {
        shown.add(pairs);
      }
    }
    shown.add(most);
    return shown;
  }
}
