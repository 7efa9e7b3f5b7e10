package io.seine.cli.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seine.cli.input.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Two runs over the same queries, as the reports in JSON hold them: which is better, and whether
 * that is more than noise. nDCG@10 decides.
 */
public final class RunComparison {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Mode mode;
  private final int queries;
  private final int others;
  private final String passagesBefore;
  private final String passagesAfter;
  private final Map<Measure, Comparison> comparisons = new EnumMap<>(Measure.class);

  /**
   * @param before the report of the run that the other is compared with
   * @param mode which of the modes
   * @throws InputException when the reports have no query in common in that mode
   */
  public RunComparison(JsonNode before, JsonNode after, Mode mode) {
    this.mode = mode;
    List<String> common = new ArrayList<>();
    after
        .path("per_query")
        .fieldNames()
        .forEachRemaining(
            id -> {
              if (holds(before, id, mode) && holds(after, id, mode)) {
                common.add(id);
              }
            });
    if (common.isEmpty()) {
      throw new InputException(
          "The two runs have no query in common in the mode %s: they are not of the same judged queries."
              .formatted(mode.label()));
    }
    queries = common.size();
    others = before.path("per_query").size() + after.path("per_query").size() - 2 * queries;
    passagesBefore = passages(before);
    passagesAfter = passages(after);
    for (Measure measure : Measure.values()) {
      comparisons.put(
          measure,
          Comparison.of(
              values(before, common, mode, measure), values(after, common, mode, measure)));
    }
  }

  /**
   * A report that {@code --json} wrote.
   *
   * @throws InputException when it can't be read, or is not one
   */
  public static JsonNode read(Path file) {
    JsonNode report;
    try {
      report = JSON.readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new InputException(file + " can't be read as JSON: " + e.getMessage(), e);
    }
    if (!report.path("per_query").isObject()) {
      throw new InputException(
          file + " is no report of ./seine eval --json: it has no values per query.");
    }
    return report;
  }

  /** What said how many passages of each candidate are read. */
  private static String passages(JsonNode report) {
    JsonNode asked = report.path("passages");
    return asked.isInt() ? "--passages " + asked : "the job's rerank.passages";
  }

  private static boolean holds(JsonNode report, String id, Mode mode) {
    return report.path("per_query").path(id).has(mode.label());
  }

  private static double[] values(JsonNode report, List<String> ids, Mode mode, Measure measure) {
    return ids.stream()
        .mapToDouble(
            id ->
                report.path("per_query").path(id).path(mode.label()).path(measure.key()).asDouble())
        .toArray();
  }

  /** Whether the later run is worse by more than noise. */
  public boolean isWorse() {
    Comparison ndcg = Objects.requireNonNull(comparisons.get(Measure.NDCG));
    return ndcg.isSignificant() && ndcg.difference() < 0;
  }

  /** The comparison as a table. */
  public String text() {
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "%s, %d queries of both runs%s%n",
            mode.label(),
            queries,
            others == 0 ? "" : " (" + others + " are of one alone, and are left out)"));
    if (!passagesBefore.equals(passagesAfter)) {
      out.append(
          "Not asked alike: how many passages are read was said before by %s, after by %s%n"
              .formatted(passagesBefore, passagesAfter));
    }
    out.append(String.format(Locale.ROOT, "%-11s %-8s %-8s difference%n", "", "before", "after"));
    comparisons.forEach(
        (measure, comparison) ->
            out.append(
                String.format(
                    Locale.ROOT,
                    "%-11s %-8.4f %-8.4f %s%n",
                    measure.title(),
                    comparison.before(),
                    comparison.after(),
                    comparison.text())));
    return out.append(Comparison.HOW_IT_IS_DECIDED).toString();
  }
}
