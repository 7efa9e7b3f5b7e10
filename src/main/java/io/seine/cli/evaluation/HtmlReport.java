package io.seine.cli.evaluation;

import io.seine.cli.evaluation.EvaluationReport.Figure;
import io.seine.cli.evaluation.PairedStatistics.Interval;
import io.seine.cli.evaluation.RerankingEffect.Change;
import io.seine.cli.evaluation.RerankingEffect.Loss;
import io.seine.cli.evaluation.RerankingEffect.Place;
import io.seine.cli.plot.SvgPlot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** A report as one page of HTML: its style and its plots are in it, and it has no scripts. */
final class HtmlReport {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; }
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 76rem; margin: 2rem auto; padding: 0 1rem; }
      table { border-collapse: collapse; margin: 1rem 0; }
      th, td { padding: .25rem .75rem; text-align: left; vertical-align: top; border-bottom: 1px solid #8884; }
      td.number { text-align: right; font-variant-numeric: tabular-nums; }
      .note { opacity: .75; }
      .pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
      .relevant { font-weight: 600; background: #2a9d5c33; }
      summary { cursor: pointer; padding: .25rem 0; }
      svg { width: 100%; max-width: 760px; height: auto; }
      """
          + SvgPlot.STYLE;

  private final EvaluationReport report;
  private final StringBuilder out = new StringBuilder();

  HtmlReport(EvaluationReport report) {
    this.report = report;
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  @Override
  public String toString() {
    out.setLength(0);
    String title = "Seine on " + report.run().collection();
    add(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>%s</title><style>%s</style></head><body>",
        escape(title), STYLE);
    add("<h1>%s</h1>", escape(title));
    add("<p>%d judged queries.", report.run().queries().size());
    if (report.run().incomplete() > 0) {
      add(" %d reranked answers were not read to the end.", report.run().incomplete());
    }
    add("</p>");
    modes();
    effect();
    curve();
    reliability();
    latency();
    add("</body></html>\n");
    return out.toString();
  }

  private void modes() {
    add("<h2>How good each mode is</h2><table><tr><th>mode</th>");
    for (Measure measure : Measure.values()) {
      add("<th>%s</th>", measure.title());
    }
    add("<th>nDCG@10 against %s</th></tr>", report.baseline().label());
    for (Mode mode : report.run().modes()) {
      add("<tr><td>%s</td>", mode.label());
      for (Measure measure : Measure.values()) {
        Figure figure = figure(mode, measure);
        add(
            "<td class=\"number\">%.4f<br><span class=\"note\">%s</span></td>",
            figure.mean(), TextReport.interval(figure.interval()));
      }
      add(
          "<td>%s</td></tr>",
          mode == report.baseline() ? "" : figure(mode, Measure.NDCG).againstBaseline().text());
    }
    add(
        "</table><p class=\"note\">In brackets: 95 %% intervals by the paired bootstrap over the queries; p: the paired randomisation test. %s</p>",
        Comparison.HOW_IT_IS_DECIDED);
    List<Mode> modes = report.run().modes();
    List<Interval> intervals =
        modes.stream().map(mode -> figure(mode, Measure.NDCG).interval()).toList();
    SvgPlot plot =
        new SvgPlot(
                60 + 30 * modes.size(),
                intervals.stream().mapToDouble(Interval::low).min().orElse(0),
                intervals.stream().mapToDouble(Interval::high).max().orElse(1),
                -0.5,
                modes.size() - 0.5)
            .horizontalScale("nDCG@10", "%.3f");
    for (int i = 0; i < modes.size(); i++) {
      int row = modes.size() - 1 - i;
      Figure figure = figure(modes.get(i), Measure.NDCG);
      plot.name(row, modes.get(i).label())
          .interval(figure.interval().low(), figure.interval().high(), row)
          .point(figure.mean(), row, String.format(Locale.ROOT, "%.4f", figure.mean()));
    }
    out.append(plot.svg("nDCG@10 of each mode with its interval"));
  }

  private Figure figure(Mode mode, Measure measure) {
    Map<Measure, Figure> figures = report.figures(mode);
    return Objects.requireNonNull(figures.get(measure));
  }

  private void effect() {
    RerankingEffect effect = report.effect();
    add(
        "<h2>What reranking gained and lost</h2><p>nDCG@10 against the retrieval beneath it: %d queries better, %d worse, %d as they were.</p>",
        effect.better(), effect.worse(), effect.same());
    List<Change> changes = new ArrayList<>(effect.changes());
    Collections.reverse(changes);
    SvgPlot plot =
        new SvgPlot(240, 0, changes.size(), -1, 1)
            .verticalScale("%+.1f")
            .horizontalScale("queries, the greatest gain first", "%.0f");
    for (int i = 0; i < changes.size(); i++) {
      Change change = changes.get(i);
      plot.bar(
          i,
          0.9,
          change.difference(),
          String.format(
              Locale.ROOT,
              "%s: %s (%.4f to %.4f)",
              change.query().id(),
              change.query().text(),
              change.before(),
              change.after()));
    }
    out.append(plot.svg("What reranking changed in each query's nDCG@10"));
    if (!effect.losses().isEmpty()) {
      add(
          "<h3>The greatest losses</h3><p class=\"note\">Grades: 1 or more is relevant, 0 is not, ? is not judged and counts as not relevant.</p>");
    }
    for (Loss loss : effect.losses()) {
      Change change = loss.change();
      add(
          "<details><summary>%+.4f (%.4f to %.4f) %s: %s</summary><div class=\"pair\">",
          change.difference(),
          change.before(),
          change.after(),
          escape(change.query().id()),
          escape(change.query().text()));
      order("Retrieved", loss.retrieved());
      order("Reranked", loss.reranked());
      add("</div></details>");
    }
  }

  private void order(String title, List<Place> places) {
    add(
        "<table><caption>%s</caption><tr><th>rank</th><th>document</th><th>score</th><th>cross-encoder</th><th>retrieved</th><th>grade</th></tr>",
        title);
    for (Place place : places) {
      Double read = place.crossEncoderScore();
      add(
          "<tr%s><td class=\"number\">%d</td><td>%s <span class=\"note\">%s</span></td><td class=\"number\">%.4f</td><td class=\"number\">%s</td><td class=\"number\">%d</td><td class=\"number\">%s</td></tr>",
          place.isRelevant() ? " class=\"relevant\"" : "",
          place.rank(),
          escape(place.title()),
          escape(place.id()),
          place.score(),
          read == null ? "–" : String.format(Locale.ROOT, "%.4f", read),
          place.retrievalRank(),
          place.grade() == null ? "?" : place.grade().toString());
    }
    add("</table>");
  }

  private void curve() {
    List<Double> ndcg = report.curve().ndcg();
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < ndcg.size(); i++) {
      points.add(new double[] {i, ndcg.get(i)});
    }
    add(
        "<h2>What each pair read is worth</h2><p>nDCG@10 had only the first n of the candidates been read.</p>");
    out.append(
        new SvgPlot(260, 0, ndcg.size() - 1.0, Collections.min(ndcg), Collections.max(ndcg))
            .verticalScale("%.4f")
            .horizontalScale("pairs read for each query", "%.0f")
            .line(points)
            .svg("nDCG@10 against pairs read"));
  }

  private void reliability() {
    Reliability reliability = report.reliability();
    add(
        "<h2>Scores as probabilities</h2><p>Hits of like scores, and the part of them that is judged relevant: on the dashed line the score is that probability. Expected calibration error: %.4f.</p>",
        reliability.error());
    SvgPlot plot =
        new SvgPlot(320, 0, 1, 0, 1)
            .verticalScale("%.1f")
            .horizontalScale("mean score", "%.1f")
            .reference(0, 0, 1, 1);
    for (Reliability.Bin bin : reliability.bins()) {
      plot.point(bin.score(), bin.relevant(), bin.hits() + " hits");
    }
    out.append(plot.svg("The part of hits that is relevant against their mean score"));
    add("<table><tr><th>scores</th><th>hits</th><th>mean score</th><th>relevant</th></tr>");
    for (Reliability.Bin bin : reliability.bins()) {
      add(
          "<tr><td>%.1f to %.1f</td><td class=\"number\">%d</td><td class=\"number\">%.3f</td><td class=\"number\">%.3f</td></tr>",
          bin.from(), bin.to(), bin.hits(), bin.score(), bin.relevant());
    }
    add("</table>");
  }

  private void latency() {
    add(
        "<h2>Latency</h2><p>Milliseconds (p50 / p95 / p99), with 8 queries in flight. What the mode alone reads, the reranked one has read before it: its scores are remembered.</p><table><tr><th>mode</th>");
    for (Latency.Stage stage : Latency.of(List.of()).stages()) {
      add("<th>%s</th>", stage.name());
    }
    add("</tr>");
    report
        .latency()
        .forEach(
            (mode, latency) -> {
              add("<tr><td>%s</td>", mode.label());
              for (Latency.Stage stage : latency.stages()) {
                add(
                    "<td class=\"number\">%.0f / %.0f / %.0f</td>",
                    stage.p50(), stage.p95(), stage.p99());
              }
              add("</tr>");
            });
    add("</table>");
  }

  private void add(String format, Object... arguments) {
    out.append(String.format(Locale.ROOT, format, arguments));
  }
}
