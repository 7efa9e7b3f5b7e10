package io.seine.cli.bench.recall;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/**
 * What a benchmark of recall measured, as text and as JSON.
 *
 * @param source where the vectors come from, in words
 */
record RecallReport(
    String source, int documents, int passages, int queries, List<RecallBenchmark.Result> results) {
  private static final ObjectMapper JSON = new ObjectMapper();

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        line(
            "%,d passages of %,d documents, %,d queries; %s",
            passages, documents, queries, source));
    for (RecallBenchmark.Result result : results) {
      RecallBenchmark.Graph graph = result.graph();
      text.append(
          line(
              "%n%s vectors, m %d, ef_construction %d: %.1f MB in one segment, built in %.0f s",
              graph.vectors().code(),
              graph.m(),
              graph.efConstruction(),
              result.bytes() / 1e6,
              result.buildSeconds()));
      text.append(
          line(
              "  %-22s %12s %12s %10s %10s",
              "recall@" + RecallBenchmark.DEEP, "by passage", "by whole", "p50 ms", "p95 ms"));
      for (RecallBenchmark.Found found : result.found()) {
        text.append(
            line(
                "  depth %-16d %12.4f %12.4f %10.1f %10.1f",
                found.depth(),
                found.passages(),
                found.documents(),
                found.micros().quantile(0.5) / 1e3,
                found.micros().quantile(0.95) / 1e3));
      }
      text.append(line("  recall@%d, filtered", RecallBenchmark.SHALLOW));
      for (RecallBenchmark.Filtered filtered : result.filtered()) {
        text.append(
            line(
                "  %5.2f %% (%,d documents)%s %12.4f %12s %10.1f %10.1f",
                filtered.share() * 100,
                filtered.documents(),
                " ".repeat(Math.max(0, 2)),
                filtered.recall(),
                "",
                filtered.micros().quantile(0.5) / 1e3,
                filtered.micros().quantile(0.95) / 1e3));
      }
    }
    return text.toString();
  }

  ObjectNode json() {
    ObjectNode json =
        JSON.createObjectNode()
            .put("vectors", source)
            .put("documents", documents)
            .put("passages", passages)
            .put("queries", queries);
    ArrayNode indexes = json.putArray("indexes");
    for (RecallBenchmark.Result result : results) {
      ObjectNode index =
          indexes
              .addObject()
              .put("vectors", result.graph().vectors().code())
              .put("m", result.graph().m())
              .put("ef_construction", result.graph().efConstruction())
              .put("bytes", result.bytes())
              .put("build_seconds", result.buildSeconds());
      ArrayNode found = index.putArray("recall_at_" + RecallBenchmark.DEEP);
      for (RecallBenchmark.Found row : result.found()) {
        found
            .addObject()
            .put("depth", row.depth())
            .put("by_passage", row.passages())
            .put("by_document", row.documents())
            .set("latency_us", row.micros().json());
      }
      ArrayNode filtered = index.putArray("filtered_recall_at_" + RecallBenchmark.SHALLOW);
      for (RecallBenchmark.Filtered row : result.filtered()) {
        filtered
            .addObject()
            .put("share", row.share())
            .put("documents", row.documents())
            .put("recall", row.recall())
            .set("latency_us", row.micros().json());
      }
    }
    return json;
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format + "%n", values);
  }
}
