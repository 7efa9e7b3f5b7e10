package io.seine.cli.bench.inference;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What a benchmark of inference measured, as text and as JSON. */
public final class InferenceReport {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<ReadingSet, List<InferenceBenchmark.Result>> results;
  private final ToDoubleFunction<ReadingSet> tokens;
  private final int cores;

  /**
   * @param tokens the mean length of what a set holds
   */
  public InferenceReport(
      Map<ReadingSet, List<InferenceBenchmark.Result>> results,
      ToDoubleFunction<ReadingSet> tokens,
      int cores) {
    this.results = results;
    this.tokens = tokens;
    this.cores = cores;
  }

  public String text() {
    StringBuilder text = new StringBuilder();
    results.forEach(
        (set, contenders) -> {
          text.append(
              String.format(
                  Locale.ROOT,
                  "%s %s (%d, mean %.0f tokens), %d cores%n",
                  set.name(),
                  InferenceBenchmark.label(set.kind()),
                  set.size(),
                  tokens.applyAsDouble(set),
                  cores));
          text.append(
              String.format(
                  Locale.ROOT,
                  "  %-36s %10s %18s   %s%n",
                  "",
                  "a second",
                  "ratio to the first",
                  "least to most"));
          for (InferenceBenchmark.Result result : contenders) {
            text.append(
                String.format(
                    Locale.ROOT,
                    "  %-36s %10.1f %18.3f   %.3f to %.3f%n",
                    result.contender(),
                    result.perSecond().median(),
                    result.ratio().median(),
                    result.ratio().min(),
                    result.ratio().max()));
          }
        });
    return text.toString();
  }

  public ObjectNode json() {
    ObjectNode json = JSON.createObjectNode().put("cores", cores);
    ArrayNode sets = json.putArray("sets");
    results.forEach(
        (set, contenders) -> {
          ObjectNode node =
              sets.addObject()
                  .put("name", set.name())
                  .put("kind", InferenceBenchmark.label(set.kind()))
                  .put("size", set.size())
                  .put("mean_tokens", tokens.applyAsDouble(set));
          ArrayNode rows = node.putArray("contenders");
          for (InferenceBenchmark.Result result : contenders) {
            ObjectNode row = rows.addObject().put("name", result.contender());
            row.set("per_second", result.perSecond().json());
            row.set("ratio", result.ratio().json());
          }
        });
    return json;
  }
}
