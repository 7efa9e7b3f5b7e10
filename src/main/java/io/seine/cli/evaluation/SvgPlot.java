package io.seine.cli.evaluation;

import java.util.List;
import java.util.Locale;

/** A plot as inline SVG, in the colours of the page around it. */
final class SvgPlot {
  private static final int WIDTH = 720;
  private static final int LEFT = 110;
  private static final int RIGHT = 20;
  private static final int BOTTOM = 40;
  private static final int TOP = 10;
  private static final int TICKS = 5;

  private final int height;
  private final double minX;
  private final double maxX;
  private final double minY;
  private final double maxY;
  private final StringBuilder body = new StringBuilder();

  /**
   * @param height in pixels
   * @param minX the left end of the horizontal scale; likewise the others
   */
  SvgPlot(int height, double minX, double maxX, double minY, double maxY) {
    this.height = height;
    this.minX = minX;
    this.maxX = maxX > minX ? maxX : minX + 1;
    this.minY = minY;
    this.maxY = maxY > minY ? maxY : minY + 1;
  }

  private double x(double value) {
    return LEFT + (value - minX) / (maxX - minX) * (WIDTH - LEFT - RIGHT);
  }

  private double y(double value) {
    return height - BOTTOM - (value - minY) / (maxY - minY) * (height - BOTTOM - TOP);
  }

  /** The horizontal scale, with its title. */
  SvgPlot horizontalScale(String title, String format) {
    for (int i = 0; i <= TICKS; i++) {
      double value = minX + i * (maxX - minX) / TICKS;
      grid(x(value), y(minY), x(value), y(maxY));
      label(x(value), height - BOTTOM + 16.0, "middle", String.format(Locale.ROOT, format, value));
    }
    label((LEFT + WIDTH - RIGHT) / 2.0, height - 6.0, "middle", title);
    return this;
  }

  /** The vertical scale. */
  SvgPlot verticalScale(String format) {
    for (int i = 0; i <= TICKS; i++) {
      double value = minY + i * (maxY - minY) / TICKS;
      grid(x(minX), y(value), x(maxX), y(value));
      label(LEFT - 8.0, y(value) + 4, "end", String.format(Locale.ROOT, format, value));
    }
    return this;
  }

  /** A name beside the vertical scale. */
  SvgPlot name(double y, String name) {
    label(LEFT - 8.0, y(y) + 4, "end", name);
    return this;
  }

  SvgPlot line(List<double[]> points) {
    StringBuilder path = new StringBuilder();
    for (double[] point : points) {
      path.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(point[0]), y(point[1])));
    }
    return add("<polyline class=\"line\" points=\"%s\"/>", path.toString().strip());
  }

  /** The diagonal, or any other line to compare with. */
  SvgPlot reference(double fromX, double fromY, double toX, double toY) {
    return add(
        "<line class=\"reference\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
        x(fromX), y(fromY), x(toX), y(toY));
  }

  /** A mark that says what it is when it is pointed at. */
  SvgPlot point(double x, double y, String title) {
    return add(
        "<circle class=\"point\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"><title>%s</title></circle>",
        x(x), y(y), HtmlReport.escape(title));
  }

  /** A horizontal interval. */
  SvgPlot interval(double low, double high, double y) {
    return add(
        "<line class=\"line\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
        x(low), y(y), x(high), y(y));
  }

  /** A bar from zero to a value. */
  SvgPlot bar(double x, double width, double value, String title) {
    return add(
        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>%s</title></rect>",
        value < 0 ? "loss" : "gain",
        x(x),
        Math.min(y(0), y(value)),
        Math.max(1, x(x + width) - x(x)),
        Math.abs(y(value) - y(0)),
        HtmlReport.escape(title));
  }

  private void grid(double x1, double y1, double x2, double y2) {
    add("<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", x1, y1, x2, y2);
  }

  private void label(double x, double y, String anchor, String text) {
    add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
        x, y, anchor, HtmlReport.escape(text));
  }

  private SvgPlot add(String format, Object... arguments) {
    body.append(String.format(Locale.ROOT, format, arguments));
    return this;
  }

  /** The plot, with a description for those who cannot see it. */
  String svg(String description) {
    return "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%s</svg>"
        .formatted(WIDTH, height, HtmlReport.escape(description), body);
  }
}
