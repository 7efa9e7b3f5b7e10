package io.seine.cli.bench.cost;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * A cost report as a picture: nDCG@10 against pairs and against milliseconds of a core, a line for
 * each family of policies. SVG that needs no font, script or style from elsewhere.
 */
public final class CostPlot {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 520;
  private static final int LEFT = 76;
  private static final int RIGHT = 620;
  private static final int TOP = 76;
  private static final int BOTTOM = 460;

  /** Told apart by those who see colours in whatever way (Okabe and Ito, 2008). */
  private static final List<String> COLOURS =
      List.of("#000000", "#999999", "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00");

  private final CostReport report;
  private final StringBuilder svg = new StringBuilder();
  private final double maxPairs;
  private final double minNdcg;
  private final double maxNdcg;

  private CostPlot(CostReport report) {
    this.report = report;
    this.maxPairs =
        report.rows().stream().mapToDouble(row -> row.reported().pairs()).max().orElse(1);
    double least = values(report).min().orElse(0);
    double most = values(report).max().orElse(1);
    double margin = Math.max(0.002, (most - least) * 0.08);
    this.minNdcg = least - margin;
    this.maxNdcg = most + margin;
  }

  private static DoubleStream values(CostReport report) {
    return DoubleStream.concat(
        DoubleStream.of(report.unread()),
        report.rows().stream().mapToDouble(row -> row.reported().ndcg()));
  }

  /** The picture of a report. */
  public static String of(CostReport report) {
    return new CostPlot(report).draw();
  }

  private String draw() {
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">",
        WIDTH, HEIGHT, WIDTH, HEIGHT);
    add("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, HEIGHT);
    text(
        LEFT,
        24,
        "start",
        "nDCG@10 of %d queries of '%s' against what is read for them"
            .formatted(report.reported(), report.reportedOn()));
    axes();
    double whole = report.rows().get(0).reported().ndcg();
    level(whole, "all are read");
    level(whole * (1 - report.tolerance()), "%.1f %% less".formatted(100 * report.tolerance()));
    level(report.unread(), "none is read");
    lines();
    return svg.append("</svg>\n").toString();
  }

  private void axes() {
    add(
        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#444444\"/>",
        LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP);
    double step = step(maxPairs, 6);
    for (double pairs = 0; pairs <= maxPairs + 1e-9; pairs += step) {
      double x = x(pairs);
      tick(x, BOTTOM, x, BOTTOM + 5);
      text(x, BOTTOM + 20, "middle", "%.0f".formatted(pairs));
    }
    text((LEFT + RIGHT) / 2.0, BOTTOM + 42, "middle", "pairs read for a query");
    double millis = maxPairs * report.pairMillis();
    if (millis > 0) {
      double millisStep = step(millis, 6);
      for (double at = 0; at <= millis + 1e-9; at += millisStep) {
        double x = x(at / report.pairMillis());
        tick(x, TOP - 5, x, TOP);
        text(x, TOP - 9, "middle", "%.0f".formatted(at));
      }
      text((LEFT + RIGHT) / 2.0, TOP - 28, "middle", "milliseconds of a core");
    }
    double ndcgStep = step(maxNdcg - minNdcg, 7);
    for (double ndcg = Math.ceil(minNdcg / ndcgStep) * ndcgStep;
        ndcg <= maxNdcg;
        ndcg += ndcgStep) {
      double y = y(ndcg);
      tick(LEFT - 5, y, LEFT, y);
      text(LEFT - 9, y + 4, "end", "%.3f".formatted(ndcg));
    }
  }

  private void level(double ndcg, String name) {
    add(
        "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#bbbbbb\" stroke-dasharray=\"4 4\"/>",
        LEFT, y(ndcg), RIGHT, y(ndcg));
    add(
        "<text x=\"%d\" y=\"%.1f\" font-size=\"11\" fill=\"#666666\">%s</text>",
        RIGHT + 4, y(ndcg) + 4, name);
  }

  private void lines() {
    Map<String, List<CostReport.Row>> families = new LinkedHashMap<>();
    for (CostReport.Row row : report.rows()) {
      families.computeIfAbsent(row.trial().family(), family -> new ArrayList<>()).add(row);
    }
    int number = 0;
    for (Map.Entry<String, List<CostReport.Row>> family : families.entrySet()) {
      String colour = COLOURS.get(number % COLOURS.size());
      List<CostReport.Row> rows =
          family.getValue().stream()
              .sorted(Comparator.comparingDouble(row -> row.reported().pairs()))
              .toList();
      StringBuilder points = new StringBuilder();
      for (CostReport.Row row : rows) {
        points.append(
            String.format(
                Locale.ROOT, "%.1f,%.1f ", x(row.reported().pairs()), y(row.reported().ndcg())));
      }
      add(
          "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>",
          points.toString().strip(), colour);
      for (CostReport.Row row : rows) {
        point(row, colour);
      }
      double y = TOP + 190 + 22.0 * number;
      add("<circle cx=\"%d\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>", RIGHT + 105, y - 4, colour);
      text(RIGHT + 117, y, "start", family.getKey());
      number++;
    }
    if (report.choosing() > 0) {
      double y = TOP + 190 + 22.0 * number;
      add(
          "<circle cx=\"%d\" cy=\"%.1f\" r=\"7\" fill=\"none\" stroke=\"#444444\" stroke-width=\"1.5\"/>",
          RIGHT + 105, y - 4);
      text(RIGHT + 117, y, "start", "chosen by '" + report.chosenBy() + "'");
    }
  }

  private void point(CostReport.Row row, String colour) {
    double x = x(row.reported().pairs());
    double y = y(row.reported().ndcg());
    add(
        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"><title>%s: %.1f pairs, nDCG@10 %.4f</title></circle>",
        x,
        y,
        colour,
        escape(row.trial().family() + " " + row.trial().parameters()),
        row.reported().pairs(),
        row.reported().ndcg());
    if (row.chosen()) {
      add(
          "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"7\" fill=\"none\" stroke=\"#444444\" stroke-width=\"1.5\"/>",
          x, y);
    }
  }

  private void tick(double x1, double y1, double x2, double y2) {
    add(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#444444\"/>",
        x1, y1, x2, y2);
  }

  private void text(double x, double y, String anchor, String text) {
    add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"#222222\">%s</text>",
        x, y, anchor, escape(text));
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private double x(double pairs) {
    return LEFT + pairs / maxPairs * (RIGHT - LEFT);
  }

  private double y(double ndcg) {
    return BOTTOM - (ndcg - minNdcg) / (maxNdcg - minNdcg) * (BOTTOM - TOP);
  }

  /** A round number that divides a range into about so many parts. */
  private static double step(double range, int parts) {
    double rough = range / parts;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double digit = rough / power;
    return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
