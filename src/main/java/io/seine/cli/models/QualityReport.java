package io.seine.cli.models;

import io.seine.cli.evaluation.Comparison;
import io.seine.cli.evaluation.PairedStatistics;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How good the answers of a model are, and whether those of another are better. */
public final class QualityReport {
  private final String description;
  private final ModelQuality added;
  private final @Nullable ModelQuality present;
  private final Map<String, Double> speeds;

  /**
   * @param description of what was tried, in a sentence without its end
   * @param present what the added one is compared with; null for nothing
   * @param speeds of the added model as multiples of the other's, by what they read
   */
  public QualityReport(
      String description,
      ModelQuality added,
      @Nullable ModelQuality present,
      Map<String, Double> speeds) {
    this.description = description;
    this.added = added;
    this.present = present;
    this.speeds = speeds;
  }

  /** The measures as a table, and which model is better. */
  public String text() {
    StringBuilder text = new StringBuilder(description).append(".\n");
    if (present == null) {
      added
          .measures()
          .forEach(
              (measure, values) ->
                  text.append(line("  %-18s %10.4f", measure, PairedStatistics.mean(values))));
      return text.toString().stripTrailing();
    }
    ModelQuality other = present;
    text.append(line("  present: %s, added: %s", other.model(), added.model()));
    text.append(line("  %-18s %10s %10s   %s", "", "present", "added", "difference [95 %]"));
    added
        .measures()
        .forEach(
            (measure, values) -> {
              Comparison compared = compare(other, measure, values);
              text.append(
                  line(
                      "  %-18s %10.4f %10.4f   %s",
                      measure, compared.before(), compared.after(), compared.text()));
            });
    return text.append(verdict(other)).toString();
  }

  private String verdict(ModelQuality other) {
    Map.Entry<String, double[]> decisive = added.measures().entrySet().iterator().next();
    int queries = decisive.getValue().length;
    Comparison compared = compare(other, decisive.getKey(), decisive.getValue());
    return String.format(
        Locale.ROOT,
        "%s Its speed as a multiple of the other's: %s.",
        compared.isSignificant()
            ? better(compared, decisive.getKey(), other)
            : String.format(
                Locale.ROOT,
                "No difference beyond noise: by these %d queries the %s of %s differs from that of %s by %+.3f to %+.3f (95 %%).",
                queries,
                decisive.getKey(),
                added.model(),
                other.model(),
                compared.interval().low(),
                compared.interval().high()),
        speeds.entrySet().stream()
            .map(
                speed ->
                    String.format(
                        Locale.ROOT, "%.2f on %s texts", speed.getValue(), speed.getKey()))
            .collect(Collectors.joining(", ")));
  }

  private String better(Comparison compared, String measure, ModelQuality other) {
    return String.format(
        Locale.ROOT,
        "%s is %s than %s by more than noise: its %s is %s by %.3f, 95 %% %+.3f to %+.3f.",
        added.model(),
        compared.difference() > 0 ? "better" : "worse",
        other.model(),
        measure,
        compared.difference() > 0 ? "higher" : "lower",
        Math.abs(compared.difference()),
        compared.interval().low(),
        compared.interval().high());
  }

  private static Comparison compare(ModelQuality other, String measure, double[] values) {
    return Comparison.of(Objects.requireNonNull(other.measures().get(measure)), values);
  }

  private static String line(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments).stripTrailing() + "\n";
  }
}
