package io.seine.cli;

import io.seine.cli.terminal.Printable;
import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Hit;
import io.seine.message.RankedResult.Status;
import io.seine.message.RankedResult.Timings;
import java.util.Locale;

/**
 * Shows a ranked result to a person: where each hit stood after the retrieval, and where the
 * reading put it.
 */
final class HitTable {
  private static final String BOLD = "\u001b[1m";
  private static final String FAINT = "\u001b[2m";
  private static final String PLAIN = "\u001b[0m";

  /** Where the last column begins. */
  private static final int INDENT = 42;

  private final int width;
  private final boolean styled;

  /**
   * @param width of the terminal, in columns
   * @param styled whether bold and faint may be used
   */
  HitTable(int width, boolean styled) {
    this.width = Math.max(width, INDENT + 20);
    this.styled = styled;
  }

  /** As wide as the terminal, and styled if there is one and nobody asked for plain text. */
  static HitTable forTerminal() {
    String columns = System.getenv("COLUMNS");
    boolean known = columns != null && columns.matches("[0-9]{1,4}");
    return new HitTable(
        known ? Integer.parseInt(columns) : 120,
        System.console() != null && System.getenv("NO_COLOR") == null);
  }

  /**
   * The result as lines of text, the last without an end.
   *
   * @param asked the text of the query: a result of one that could not be read does not have it
   */
  String format(String asked, RankedResult result) {
    StringBuilder out = new StringBuilder();
    line(out, style(BOLD, "“" + Printable.line(asked) + "”"));
    line(out, "  " + outcome(result));
    if (result.status() == Status.FAILED) {
      return out.toString().stripTrailing();
    }
    if (result.hits().isEmpty()) {
      line(out, "  no hits");
      return out.toString().stripTrailing();
    }
    line(out, style(FAINT, "  rank  retrieved   score  cross-encoder  document"));
    for (Hit hit : result.hits()) {
      line(out, row(hit));
      line(out, style(FAINT, " ".repeat(INDENT) + cut(hit.passage())));
    }
    return out.toString().stripTrailing();
  }

  /** What was done, or why nothing was, and how long it took. */
  private static String outcome(RankedResult result) {
    String reason = result.reason() == null ? "" : Printable.line(result.reason());
    if (result.status() == Status.FAILED) {
      return "failed: " + reason;
    }
    Timings timings = result.timings();
    String took =
        "in %d ms (queued %d, embed %d, retrieve %d, rerank %d)"
            .formatted(
                Math.round(timings.total()),
                Math.round(timings.queued()),
                Math.round(timings.embed()),
                Math.round(timings.retrieve()),
                Math.round(timings.rerank()));
    String because = reason.isEmpty() ? "" : " (" + reason + ")";
    return result.status() == Status.UNRANKED
        ? "unranked, in the order of the retrieval%s, %s".formatted(because, took)
        : "%s%s: read %d of %d candidates %s"
            .formatted(
                result.status().code(), because, result.reranked(), result.candidates(), took);
  }

  private String row(Hit hit) {
    Double read = hit.crossEncoderScore();
    return String.format(
        Locale.ROOT,
        "  %4d  %4d %-5s %6.4f  %13s  %s",
        hit.rank(),
        hit.retrieval().rank(),
        move(hit),
        hit.score(),
        read == null ? "not read" : String.format(Locale.ROOT, "%.4f", read),
        cut(hit.title().isEmpty() ? hit.id() : hit.title() + " [" + hit.id() + "]"));
  }

  /** How far the reading moved the hit: up, down, or not at all. */
  private static String move(Hit hit) {
    int up = hit.retrieval().rank() - hit.rank();
    return up > 0 ? "▲" + up : up < 0 ? "▼" + -up : "=";
  }

  /** The text on one line, as much of it as there is room for. */
  private String cut(String text) {
    return Printable.line(text, width - INDENT);
  }

  private String style(String style, String text) {
    return styled ? style + text + PLAIN : text;
  }

  private static void line(StringBuilder out, String line) {
    out.append(line).append('\n');
  }
}
