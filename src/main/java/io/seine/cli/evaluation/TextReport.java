package io.seine.cli.evaluation;

import io.seine.cli.evaluation.EvaluationReport.Figure;
import io.seine.cli.evaluation.PairedStatistics.Interval;
import io.seine.cli.evaluation.RerankingEffect.Change;
import io.seine.cli.evaluation.RerankingEffect.Loss;
import io.seine.cli.evaluation.RerankingEffect.Place;
import io.seine.cli.terminal.Printable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** A report for a terminal. */
final class TextReport {
  /** As many of the greatest losses as a terminal has room for. */
  private static final int SHOWN_LOSSES = 3;

  private static final int SHOWN_PLACES = 5;
  private static final int WIDTH = 100;
  private static final int LEAST_TITLE = 20;

  private final EvaluationReport report;
  private final StringBuilder out = new StringBuilder();

  TextReport(EvaluationReport report) {
    this.report = report;
  }

  @Override
  public String toString() {
    out.setLength(0);
    modes();
    effect();
    curve();
    reliability();
    latency();
    return out.toString().stripTrailing();
  }

  private void modes() {
    line(
        "%d judged queries of %s",
        report.run().queries().size(), Printable.line(report.run().collection()));
    line(
        "%-10s %-25s %-8s %-10s %-10s %-11s nDCG@10 against %s",
        "mode",
        "nDCG@10 [95 %]",
        "MRR@10",
        "recall@10",
        "recall@50",
        "recall@100",
        report.baseline().label());
    for (Mode mode : report.run().modes()) {
      Map<Measure, Figure> figures = report.figures(mode);
      Figure ndcg = figure(figures, Measure.NDCG);
      line(
          "%-10s %-25s %-8.4f %-10.4f %-10.4f %-11.4f %s",
          mode.label(),
          String.format(Locale.ROOT, "%.4f %s", ndcg.mean(), interval(ndcg.interval())),
          figure(figures, Measure.MRR).mean(),
          figure(figures, Measure.RECALL_10).mean(),
          figure(figures, Measure.RECALL_50).mean(),
          figure(figures, Measure.RECALL_100).mean(),
          mode == report.baseline() ? "" : ndcg.againstBaseline().text());
    }
    line("%s", Comparison.HOW_IT_IS_DECIDED);
    if (report.run().incomplete() > 0) {
      line("%d reranked answers were not read to the end.", report.run().incomplete());
    }
  }

  private static Figure figure(Map<Measure, Figure> figures, Measure measure) {
    return Objects.requireNonNull(figures.get(measure));
  }

  static String interval(Interval interval) {
    return String.format(Locale.ROOT, "[%.4f, %.4f]", interval.low(), interval.high());
  }

  private void effect() {
    RerankingEffect effect = report.effect();
    line("");
    line(
        "Reranking made %d queries better, %d worse, and left %d as they were (nDCG@10).",
        effect.better(), effect.worse(), effect.same());
    if (!effect.losses().isEmpty()) {
      line(
          "The greatest losses, each with the first places before and after; * is judged relevant:");
    }
    for (Loss loss : effect.losses().stream().limit(SHOWN_LOSSES).toList()) {
      Change change = loss.change();
      line("");
      line(
          "%+.4f  %s: “%s”",
          change.difference(),
          Printable.line(change.query().id()),
          Printable.line(change.query().text(), WIDTH - 10));
      order("retrieved", loss.retrieved());
      order("reranked", loss.reranked());
    }
  }

  /** The ids whole, since they are what a document is looked up by; of the titles what fits. */
  private void order(String name, List<Place> places) {
    for (Place place : places.stream().limit(SHOWN_PLACES).toList()) {
      String head =
          String.format(
              Locale.ROOT,
              "  %-9s %2d %s %.3f  %s",
              place.rank() == 1 ? name : "",
              place.rank(),
              place.isRelevant() ? "*" : " ",
              place.score(),
              Printable.line(place.id()));
      int room = Math.max(LEAST_TITLE, WIDTH - head.length() - 2);
      line("%s", (head + "  " + Printable.line(place.title(), room)).stripTrailing());
    }
  }

  private void curve() {
    line("");
    StringBuilder pairs = new StringBuilder();
    StringBuilder ndcg = new StringBuilder();
    for (int shown : report.curve().shown()) {
      pairs.append(String.format(Locale.ROOT, "%8d", shown));
      ndcg.append(String.format(Locale.ROOT, "%8.4f", report.curve().ndcg().get(shown)));
    }
    line("pairs read %s", pairs);
    line("nDCG@10    %s", ndcg);
  }

  private void reliability() {
    line("");
    line("Scores as probabilities: expected calibration error %.4f", report.reliability().error());
    line("%s", reliability(report.reliability()));
  }

  static String reliability(Reliability reliability) {
    StringBuilder table =
        new StringBuilder(
            String.format(
                Locale.ROOT, "%-10s %8s %11s %14s", "scores", "hits", "mean score", "relevant"));
    for (Reliability.Bin bin : reliability.bins()) {
      table.append(
          String.format(
              Locale.ROOT,
              "%n%.1f to %.1f %8d %11.3f %14.3f",
              bin.from(),
              bin.to(),
              bin.hits(),
              bin.score(),
              bin.relevant()));
    }
    return table.toString();
  }

  private void latency() {
    line("");
    line("%-10s milliseconds, p50 / p95 / p99, with 8 queries in flight", "mode");
    report
        .latency()
        .forEach(
            (mode, latency) -> {
              StringBuilder stages = new StringBuilder();
              for (Latency.Stage stage : latency.stages()) {
                stages.append(
                    String.format(
                        Locale.ROOT,
                        "%s %.0f / %.0f / %.0f   ",
                        stage.name(),
                        stage.p50(),
                        stage.p95(),
                        stage.p99()));
              }
              line("%-10s %s", mode.label(), stages.toString().stripTrailing());
            });
  }

  private void line(String format, Object... arguments) {
    out.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
