package io.seine.cli.bench.cost;

import io.seine.cli.plot.SvgPlot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * A cost report as a picture: nDCG@10 against pairs and against milliseconds of a core, a line for
 * each family of policies.
 */
final class CostPlot {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 520;
  private static final SvgPlot.Margins MARGINS = new SvgPlot.Margins(76, 280, 60, 76);

  private CostPlot() {}

  /** The picture of a report, as SVG. */
  static String of(CostReport report) {
    double mostPairs =
        report.rows().stream().mapToDouble(row -> row.reported().pairs()).max().orElse(1);
    double least = values(report).min().orElse(0);
    double most = values(report).max().orElse(1);
    double margin = Math.max(0.002, (most - least) * 0.08);
    String heading =
        "nDCG@10 of %d queries of '%s' against what is read for them"
            .formatted(report.reported(), report.reportedOn());
    SvgPlot plot =
        new SvgPlot(WIDTH, HEIGHT, MARGINS, 0, mostPairs, least - margin, most + margin)
            .heading(heading)
            .verticalScale("%.3f")
            .horizontalScale("pairs read for a query", "%.0f");
    if (mostPairs * report.pairMillis() > 0) {
      plot.upperScale("milliseconds of a core", "%.0f", report.pairMillis());
    }
    double whole = report.rows().get(0).reported().ndcg();
    plot.level(whole, "all are read")
        .level(
            whole * (1 - report.tolerance()),
            String.format(Locale.ROOT, "%.1f %% less", 100 * report.tolerance()))
        .level(report.unread(), "none is read");
    lines(plot, report);
    return plot.file(heading);
  }

  private static DoubleStream values(CostReport report) {
    return DoubleStream.concat(
        DoubleStream.of(report.unread()),
        report.rows().stream().mapToDouble(row -> row.reported().ndcg()));
  }

  private static void lines(SvgPlot plot, CostReport report) {
    Map<String, List<CostReport.Row>> families = new LinkedHashMap<>();
    for (CostReport.Row row : report.rows()) {
      families.computeIfAbsent(row.trial().family(), family -> new ArrayList<>()).add(row);
    }
    int number = 0;
    for (Map.Entry<String, List<CostReport.Row>> family : families.entrySet()) {
      String colour = SvgPlot.colour(number);
      List<CostReport.Row> rows =
          family.getValue().stream()
              .sorted(Comparator.comparingDouble(row -> row.reported().pairs()))
              .toList();
      plot.line(
          rows.stream()
              .map(row -> new double[] {row.reported().pairs(), row.reported().ndcg()})
              .toList(),
          colour);
      rows.forEach(row -> point(plot, row, colour));
      plot.explain(colour, family.getKey());
      number++;
    }
    if (report.choosing() > 0) {
      plot.explainMark("chosen by '" + report.chosenBy() + "'");
    }
  }

  private static void point(SvgPlot plot, CostReport.Row row, String colour) {
    double pairs = row.reported().pairs();
    double ndcg = row.reported().ndcg();
    plot.point(
        pairs,
        ndcg,
        String.format(
            Locale.ROOT,
            "%s %s: %.1f pairs, nDCG@10 %.4f",
            row.trial().family(),
            row.trial().parameters(),
            pairs,
            ndcg),
        colour);
    if (row.chosen()) {
      plot.mark(pairs, ndcg);
    }
  }
}
