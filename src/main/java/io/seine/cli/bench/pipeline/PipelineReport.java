package io.seine.cli.bench.pipeline;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.cli.bench.measure.Distribution;
import io.seine.cli.bench.measure.Spread;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a benchmark of a whole Seine measured, as text and as JSON.
 *
 * @param freshness from a document's publication until it was found, in milliseconds
 * @param refreshMillis how long the index lets a change wait by itself
 * @param startup from the submission of rank-queries to its first result, in seconds
 * @param peaks the most memory that each process had, in MiB, by its name
 * @param settings those that differ from the defaults
 */
record PipelineReport(
    int cores,
    IndexingBenchmark.Outcome indexing,
    Distribution freshness,
    int refreshMillis,
    ReadingBenchmark.Outcome reading,
    List<LatencyLevel> latency,
    Spread startup,
    Map<String, Double> peaks,
    Map<String, String> settings,
    Soak.@Nullable Outcome soak,
    @Nullable HotPath profile) {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final double READING_RATIO = 0.90;
  private static final double INDEXING_RATIO = 0.85;
  private static final long OVERHEAD_MILLIS = 10;
  private static final long BEYOND_REFRESH_MILLIS = 500;
  private static final double STARTUP_SECONDS = 10;

  /**
   * A figure that is promised.
   *
   * @param atLeast whether the limit is the least that is allowed, or the most
   */
  private record Goal(String name, double value, double limit, boolean atLeast) {
    boolean isMet() {
      return atLeast ? value >= limit : value <= limit;
    }

    String text() {
      return line(
          "  %-52s %8.2f   %s %.2f   %s",
          name, value, atLeast ? "≥" : "≤", limit, isMet() ? "met" : "NOT MET");
    }
  }

  private List<Goal> goals() {
    long overhead = latency.stream().mapToLong(LatencyLevel::overheadMedian).max().orElse(0);
    return List.of(
        new Goal(
            "reading: pairs/s, of the bare loop's",
            reading.pairsPerSecond().ratio().median(),
            READING_RATIO,
            true),
        new Goal(
            "indexing: documents/s, of the bare loop's",
            indexing.perSecond().ratio().median(),
            INDEXING_RATIO,
            true),
        new Goal(
            "overhead over the stages, p50, ms, at the worst level",
            overhead,
            OVERHEAD_MILLIS,
            false),
        new Goal(
            "freshness, p99, ms",
            freshness.quantile(0.99),
            refreshMillis + BEYOND_REFRESH_MILLIS,
            false),
        new Goal("start to the first answer, s", startup.median(), STARTUP_SECONDS, false));
  }

  String text() {
    StringBuilder out = new StringBuilder();
    out.append(line("%d cores; settings %s", cores, settings));
    out.append(line("")).append(indexingText());
    out.append(line("")).append(readingText());
    out.append(line("")).append(latencyText());
    out.append(line("")).append(processText());
    out.append(
        line(
            "%nstart: from the submission of rank-queries to its first answer %.1f s (%.1f to %.1f)",
            startup.median(), startup.min(), startup.max()));
    if (soak != null) {
      out.append(line("")).append(soakText(soak));
    }
    if (profile != null) {
      out.append(line("%nthe TaskManager at saturation, in parts of its CPU time"));
      out.append(profile.text());
    }
    out.append(line("%ngoals"));
    goals().forEach(goal -> out.append(goal.text()));
    return out.toString();
  }

  private String indexingText() {
    return line(
            "indexing: %d rounds of %.0f documents, %.0f texts",
            indexing.rounds(), indexing.documents(), indexing.texts())
        + line("  %-34s %10s   %s", "", "median", "least to most")
        + indexing.perSecond().first().row("documents/s, bare embedding loop")
        + indexing.perSecond().second().row("documents/s, until they are found")
        + indexing.perSecond().ratio().row("ratio")
        + line("freshness, refresh every %,d ms      %s ms", refreshMillis, freshness.text());
  }

  private String readingText() {
    return line(
            "reading at saturation: %d rounds of %d queries, %d pairs; nothing is remembered of earlier rounds%s",
            reading.rounds(),
            reading.queries(),
            reading.pairs(),
            reading.otherPairs() == 0
                ? ""
                : "; %d hits had pairs that the bare loop did not read"
                    .formatted(reading.otherPairs()))
        + line("  %-34s %10s   %s", "", "median", "least to most")
        + reading.queriesPerSecond().row("queries/s")
        + reading.pairsPerSecond().first().row("pairs/s, bare reading loop")
        + reading.pairsPerSecond().second().row("pairs/s")
        + reading.pairsPerSecond().ratio().row("ratio");
  }

  private String latencyText() {
    StringBuilder out = new StringBuilder();
    for (LatencyLevel level : latency) {
      out.append(
          line(
              "at %.0f %% of it, %.2f queries/s (%,d sent, %,d answered, %,d read whole)",
              100 * level.part(),
              level.rate(),
              level.outcome().sent(),
              level.outcome().answers().size(),
              level.ranked()));
      level.parts().forEach((name, part) -> out.append(line("  %-12s %s ms", name, part.text())));
    }
    return out.toString();
  }

  private String processText() {
    StringBuilder out = new StringBuilder();
    out.append(
        line(
            "%-22s %12s %12s %12s %12s",
            "cores busy", "indexing", "reading", "bare loop", "most MiB"));
    Set<String> names = new LinkedHashSet<>(reading.cores().keySet());
    names.addAll(peaks.keySet());
    for (String name : names) {
      out.append(
          line(
              "%-22s %12.3f %12.3f %12.3f %12.0f",
              name,
              indexing.cores().getOrDefault(name, 0.0),
              reading.cores().getOrDefault(name, 0.0),
              reading.coresBare().getOrDefault(name, 0.0),
              peaks.getOrDefault(name, 0.0)));
    }
    return out.toString();
  }

  private static String soakText(Soak.Outcome soak) {
    StringBuilder out = new StringBuilder();
    out.append(line("the TaskManager at saturation, minute by minute"));
    out.append(line("%s", Soak.HEADER));
    List<Soak.Minute> minutes = soak.minutes();
    for (int i = 0; i < minutes.size(); i++) {
      out.append(line("%s", minutes.get(i).text(i + 1)));
    }
    return out.append(
            line(
                "a minute, over the last two thirds: heap %+.2f MiB, RSS %+.2f MiB",
                soak.memory().heapSlope(), soak.memory().residentSlope()))
        .toString();
  }

  ObjectNode json() {
    ObjectNode json = JSON.createObjectNode().put("cores", cores);
    json.set("settings", JSON.valueToTree(settings));
    ObjectNode index =
        json.putObject("indexing")
            .put("rounds", indexing.rounds())
            .put("documents_per_round", indexing.documents())
            .put("texts_per_round", indexing.texts());
    index.set("documents_per_second", indexing.perSecond().json("bare", "seine"));
    json.putObject("freshness").put("refresh_ms", refreshMillis).set("ms", freshness.json());
    ObjectNode read =
        json.putObject("reading")
            .put("rounds", reading.rounds())
            .put("queries_per_round", reading.queries())
            .put("pairs_per_round", reading.pairs())
            .put("other_pairs", reading.otherPairs());
    read.set("queries_per_second", reading.queriesPerSecond().json());
    read.set("pairs_per_second", reading.pairsPerSecond().json("bare", "seine"));
    ArrayNode levels = json.putArray("latency");
    latency.forEach(level -> levels.add(level.json()));
    json.set("startup_seconds", startup.json());
    ObjectNode busy = json.putObject("cores_busy");
    busy.set("indexing", JSON.valueToTree(indexing.cores()));
    busy.set("reading", JSON.valueToTree(reading.cores()));
    busy.set("bare_loop", JSON.valueToTree(reading.coresBare()));
    json.set("peak_rss_mib", JSON.valueToTree(peaks));
    if (soak != null) {
      json.set("soak", soak.json());
    }
    if (profile != null) {
      json.set("profile", profile.json());
    }
    ArrayNode all = json.putArray("goals");
    for (Goal goal : goals()) {
      all.addObject()
          .put("name", goal.name())
          .put("value", goal.value())
          .put(goal.atLeast() ? "at_least" : "at_most", goal.limit())
          .put("met", goal.isMet());
    }
    return json;
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format + "%n", values);
  }
}
