package io.seine.cli.bench.remembered;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.cli.bench.measure.Comparison;
import io.seine.cli.bench.measure.Spread;
import java.util.Locale;

/**
 * What remembered scores are worth on a stream of queries of which some come again.
 *
 * @param exponent of Zipf's law
 * @param distinct how many different queries there are to draw from
 * @param queries how many were drawn in a round
 * @param drawn how many different ones of them, on average
 * @param queriesPerSecond with nothing remembered, and with the settings as given
 * @param hitRate the part of the pairs, in 0–1, that need not be read
 */
record RememberedReport(
    double exponent,
    int distinct,
    int queries,
    double drawn,
    int rounds,
    Comparison queriesPerSecond,
    Spread hitRate) {
  private static final ObjectMapper JSON = new ObjectMapper();

  String text() {
    return line(
            "%d rounds of %d queries, drawn from %d by Zipf's law with exponent %.2f; %.0f different ones came",
            rounds, queries, distinct, exponent, drawn)
        + line("  %-34s %10s   %s", "", "median", "least to most")
        + queriesPerSecond.first().row("queries/s, nothing remembered")
        + queriesPerSecond.second().row("queries/s, scores remembered")
        + queriesPerSecond.ratio().row("ratio")
        + hitRate.row("pairs that need not be read")
        + line(
            "  %-34s %10.3f   what a memory that is empty at first can know at most",
            "queries that came before", 1 - drawn / queries);
  }

  ObjectNode json() {
    ObjectNode json =
        JSON.createObjectNode()
            .put("zipf_exponent", exponent)
            .put("distinct_queries", distinct)
            .put("queries_per_round", queries)
            .put("different_queries_drawn", drawn)
            .put("rounds", rounds);
    json.set("queries_per_second", queriesPerSecond.json("off", "on"));
    json.set("hit_rate", hitRate.json());
    return json;
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format + "%n", values);
  }
}
