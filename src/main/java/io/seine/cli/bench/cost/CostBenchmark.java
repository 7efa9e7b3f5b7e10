package io.seine.cli.bench.cost;

import io.seine.cli.bench.measure.BenchException;
import io.seine.cli.evaluation.PairedStatistics;
import io.seine.cli.evaluation.PairedStatistics.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Tries policies on what was read once: how many pairs each reads and how good its answers are, on
 * the queries that parameters are chosen by and on others.
 */
final class CostBenchmark {
  /** The hits that users get, and that nDCG@10 judges. */
  static final int K = 10;

  private final ReadingTable table;
  private final List<PolicyTrial> trials;
  private final double tolerance;

  /**
   * A benchmark of all policies that there are.
   *
   * @param calibratedBy the judgements of the queries that a policy may be fitted to
   * @param tolerance the relative loss of nDCG@10 that a policy may have to be chosen
   */
  static CostBenchmark ofAll(ReadingTable table, String calibratedBy, double tolerance) {
    return new CostBenchmark(
        table, PolicyTrials.all(table.splits().getOrDefault(calibratedBy, List.of())), tolerance);
  }

  /**
   * @param trials the first is the one that the others are compared with
   * @param tolerance the relative loss of nDCG@10 that a policy may have to be chosen
   */
  CostBenchmark(ReadingTable table, List<PolicyTrial> trials, double tolerance) {
    this.table = table;
    this.trials = trials;
    this.tolerance = tolerance;
  }

  /**
   * Of each family, chooses the policy that reads the fewest pairs within the tolerance.
   *
   * @param chosenBy the judgements that it is chosen by; where the table has none, none is chosen
   * @param reportedOn the judgements that say what the choice is worth
   * @throws BenchException when the table has no queries of the latter
   */
  CostReport run(String chosenBy, String reportedOn) {
    List<JudgedReading> reported = table.splits().get(reportedOn);
    if (reported == null) {
      throw new BenchException(
          "There are no queries of '%s', only of %s."
              .formatted(reportedOn, String.join(" and ", table.splits().keySet())),
          null);
    }
    List<JudgedReading> choosing = table.splits().get(chosenBy);
    List<CostReport.Outcome> onReported = outcomes(reported);
    List<CostReport.Outcome> onChosen = choosing == null ? onReported : outcomes(choosing);
    Set<PolicyTrial> chosen = choosing == null ? Set.of() : choose(onChosen);
    List<CostReport.Row> rows = new ArrayList<>();
    for (int i = 0; i < trials.size(); i++) {
      rows.add(
          new CostReport.Row(
              trials.get(i),
              chosen.contains(trials.get(i)),
              choosing == null ? null : onChosen.get(i),
              onReported.get(i)));
    }
    return new CostReport(
        table.pairMillis(),
        tolerance,
        chosenBy,
        choosing == null ? 0 : choosing.size(),
        reportedOn,
        reported.size(),
        PairedStatistics.mean(
            reported.stream().mapToDouble(reading -> reading.ndcg(reading.unread(K))).toArray()),
        rows);
  }

  private Set<PolicyTrial> choose(List<CostReport.Outcome> outcomes) {
    Map<String, List<Integer>> families = new TreeMap<>();
    for (int i = 1; i < trials.size(); i++) {
      families.computeIfAbsent(trials.get(i).family(), family -> new ArrayList<>()).add(i);
    }
    Set<PolicyTrial> chosen = new LinkedHashSet<>();
    for (List<Integer> family : families.values()) {
      family.stream()
          .filter(i -> outcomes.get(i).change() >= -tolerance)
          .min(Comparator.comparingDouble(i -> outcomes.get(i).pairs()))
          .ifPresent(i -> chosen.add(trials.get(i)));
    }
    return chosen;
  }

  private List<CostReport.Outcome> outcomes(List<JudgedReading> readings) {
    List<CostReport.Outcome> outcomes = new ArrayList<>();
    double[] whole = {};
    List<JudgedReading.Answer> wholeAnswers = List.of();
    for (PolicyTrial trial : trials) {
      List<JudgedReading.Answer> answers =
          readings.stream().map(reading -> reading.answer(trial.policy(), K)).toList();
      double[] ndcg = new double[readings.size()];
      double[] kept = new double[readings.size()];
      for (int i = 0; i < ndcg.length; i++) {
        ndcg[i] = readings.get(i).ndcg(answers.get(i));
      }
      if (outcomes.isEmpty()) {
        whole = ndcg;
        wholeAnswers = answers;
      }
      for (int i = 0; i < kept.length; i++) {
        kept[i] = kept(wholeAnswers.get(i).hits(), answers.get(i).hits());
      }
      outcomes.add(
          new CostReport.Outcome(
              PairedStatistics.mean(
                  answers.stream().mapToDouble(JudgedReading.Answer::pairs).toArray()),
              PairedStatistics.mean(kept),
              PairedStatistics.mean(ndcg),
              PairedStatistics.mean(whole) == 0
                  ? 0
                  : PairedStatistics.mean(ndcg) / PairedStatistics.mean(whole) - 1,
              relative(
                  PairedStatistics.interval(PairedStatistics.differences(ndcg, whole)), whole)));
    }
    return outcomes;
  }

  private static Interval relative(Interval interval, double[] whole) {
    double mean = PairedStatistics.mean(whole);
    return mean == 0 ? interval : new Interval(interval.low() / mean, interval.high() / mean);
  }

  private static double kept(List<String> whole, List<String> hits) {
    return whole.isEmpty()
        ? 1
        : (double) whole.stream().filter(hits::contains).count() / whole.size();
  }
}
