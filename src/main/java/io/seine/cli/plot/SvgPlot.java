package io.seine.cli.plot;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * A plot as SVG that needs no font, script or style from elsewhere: within a page, in the colours
 * of the page, or as a file of its own.
 */
public final class SvgPlot {
  /** The style that a page needs for the plots in it. */
  public static final String STYLE =
      """
      svg text { font: 12px system-ui, sans-serif; fill: currentColor; }
      svg .grid { stroke: #8884; }
      svg .line { stroke-width: 2; fill: none; }
      svg .mark { stroke: currentColor; stroke-width: 1.5; fill: none; }
      svg .reference { stroke: currentColor; stroke-dasharray: 4 4; opacity: .6; }
      svg .gain { fill: #2a9d5c; }
      svg .loss { fill: #d1495b; }
      """;

  /** About so many numbers stand at a scale. */
  private static final int TICKS = 6;

  /** The colour of what is alone. */
  private static final String PLAIN = "#2f6fdb";

  /** Told apart by those who see colours in whatever way (Okabe and Ito, 2008). */
  private static final List<String> COLOURS =
      List.of("#000000", "#999999", "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00");

  private static final double LEGEND_LINE = 22;

  private final int width;
  private final int height;
  private final Margins margins;
  private final double minX;
  private final double maxX;
  private final double minY;
  private final double maxY;
  private final StringBuilder body = new StringBuilder();
  private int explained;

  /** The room around the plot, in pixels, for scales, names and what explains the colours. */
  public record Margins(int top, int right, int bottom, int left) {}

  /**
   * A plot for a page.
   *
   * @param height in pixels
   * @param minX the left end of the horizontal scale; likewise the others
   */
  public SvgPlot(int height, double minX, double maxX, double minY, double maxY) {
    this(720, height, new Margins(10, 20, 40, 110), minX, maxX, minY, maxY);
  }

  public SvgPlot(
      int width, int height, Margins margins, double minX, double maxX, double minY, double maxY) {
    this.width = width;
    this.height = height;
    this.margins = margins;
    this.minX = minX;
    this.maxX = maxX > minX ? maxX : minX + 1;
    this.minY = minY;
    this.maxY = maxY > minY ? maxY : minY + 1;
  }

  /** The colour of one of several lines. */
  public static String colour(int line) {
    return COLOURS.get(line % COLOURS.size());
  }

  private double x(double value) {
    return margins.left() + (value - minX) / (maxX - minX) * (right() - margins.left());
  }

  private double y(double value) {
    return bottom() - (value - minY) / (maxY - minY) * (bottom() - margins.top());
  }

  private double right() {
    return width - margins.right();
  }

  private double bottom() {
    return height - margins.bottom();
  }

  private double middle() {
    return (margins.left() + right()) / 2;
  }

  /** Round numbers within a range, about {@link #TICKS} of them. */
  private static DoubleStream ticks(double min, double max) {
    double rough = (max - min) / TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double digit = rough / power;
    double step = power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    // What is missing to a whole step by rounding is not.
    return LongStream.rangeClosed(
            (long) Math.ceil(min / step - 1e-9), (long) Math.floor(max / step + 1e-9))
        .mapToDouble(tick -> tick * step);
  }

  /** What the plot shows, above it. */
  public SvgPlot heading(String heading) {
    return label(margins.left(), 24, "start", heading);
  }

  /** The horizontal scale, with its title. */
  public SvgPlot horizontalScale(String title, String format) {
    ticks(minX, maxX)
        .forEach(
            value -> {
              grid(x(value), y(minY), x(value), y(maxY));
              label(x(value), bottom() + 16, "middle", number(format, value));
            });
    return label(middle(), bottom() + 34, "middle", title);
  }

  /**
   * A second horizontal scale, above the plot.
   *
   * @param factor by which its numbers are larger than those of the first
   */
  public SvgPlot upperScale(String title, String format, double factor) {
    ticks(minX * factor, maxX * factor)
        .forEach(
            value -> {
              double at = x(value / factor);
              grid(at, margins.top() - 5.0, at, margins.top());
              label(at, margins.top() - 9.0, "middle", number(format, value));
            });
    return label(middle(), margins.top() - 28.0, "middle", title);
  }

  /** The vertical scale. */
  public SvgPlot verticalScale(String format) {
    ticks(minY, maxY)
        .forEach(
            value -> {
              grid(x(minX), y(value), x(maxX), y(value));
              name(value, number(format, value));
            });
    return this;
  }

  /** A name beside the vertical scale. */
  public SvgPlot name(double y, String name) {
    return label(margins.left() - 8.0, y(y) + 4, "end", name);
  }

  public SvgPlot line(List<double[]> points) {
    return line(points, PLAIN);
  }

  public SvgPlot line(List<double[]> points, String colour) {
    StringBuilder path = new StringBuilder();
    for (double[] point : points) {
      path.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(point[0]), y(point[1])));
    }
    return add(
        "<polyline class=\"line\" stroke=\"%s\" points=\"%s\"/>", colour, path.toString().strip());
  }

  /** The diagonal, or any other line to compare with. */
  public SvgPlot reference(double fromX, double fromY, double toX, double toY) {
    return add(
        "<line class=\"reference\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
        x(fromX), y(fromY), x(toX), y(toY));
  }

  /** A height to compare with, and its name in the right margin. */
  public SvgPlot level(double y, String name) {
    return reference(minX, y, maxX, y).label(right() + 8, y(y) + 4, "start", name);
  }

  /** A point that says what it is when it is pointed at. */
  public SvgPlot point(double x, double y, String title) {
    return point(x, y, title, PLAIN);
  }

  public SvgPlot point(double x, double y, String title, String colour) {
    return add(
        "<circle fill=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"><title>%s</title></circle>",
        colour, x(x), y(y), escape(title));
  }

  /** A ring around a point. */
  public SvgPlot mark(double x, double y) {
    return ring(x(x), y(y));
  }

  private SvgPlot ring(double x, double y) {
    return add("<circle class=\"mark\" cx=\"%.1f\" cy=\"%.1f\" r=\"7\"/>", x, y);
  }

  /** Says what a colour stands for, in the right margin. */
  public SvgPlot explain(String colour, String meaning) {
    return add(
            "<circle fill=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>",
            colour, explanationX(), explanationY())
        .explain(meaning);
  }

  /** Says what a {@link #mark} stands for, in the right margin. */
  public SvgPlot explainMark(String meaning) {
    return ring(explanationX(), explanationY()).explain(meaning);
  }

  private SvgPlot explain(String meaning) {
    label(explanationX() + 12, explanationY() + 4, "start", meaning);
    explained++;
    return this;
  }

  /** Beside the names of levels. */
  private double explanationX() {
    return right() + 105;
  }

  private double explanationY() {
    return (margins.top() + bottom()) / 2 + explained * LEGEND_LINE;
  }

  /** A horizontal interval. */
  public SvgPlot interval(double low, double high, double y) {
    return line(List.of(new double[] {low, y}, new double[] {high, y}));
  }

  /** A bar from zero to a value. */
  public SvgPlot bar(double x, double width, double value, String title) {
    return add(
        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>%s</title></rect>",
        value < 0 ? "loss" : "gain",
        x(x),
        Math.min(y(0), y(value)),
        Math.max(1, x(x + width) - x(x)),
        Math.abs(y(value) - y(0)),
        escape(title));
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private void grid(double x1, double y1, double x2, double y2) {
    add("<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", x1, y1, x2, y2);
  }

  private SvgPlot label(double x, double y, String anchor, String text) {
    return add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, escape(text));
  }

  private SvgPlot add(String format, Object... arguments) {
    body.append(String.format(Locale.ROOT, format, arguments));
    return this;
  }

  /** The plot for a page, with a description for those who cannot see it. */
  public String svg(String description) {
    return "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%s</svg>"
        .formatted(width, height, escape(description), body);
  }

  /** The plot as a file. */
  public String file(String description) {
    return """
    <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" role="img" aria-label="%3$s">
    <style>%4$s</style>
    <rect width="%1$d" height="%2$d" fill="#ffffff"/>
    %5$s
    </svg>
    """
        .formatted(width, height, escape(description), STYLE, body);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
