package io.seine.cli.bench.cost;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.cli.evaluation.PairedStatistics.Interval;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What reading policies cost and what their answers are worth.
 *
 * @param pairMillis milliseconds of a core that one pair took
 * @param tolerance the relative loss of nDCG@10 that a policy may have to be chosen
 * @param chosenBy the judgements that parameters were chosen by
 * @param choosing how many queries those have; 0 when there are none, and nothing was chosen
 * @param reportedOn the judgements that say what the choice is worth
 * @param unread nDCG@10 of the retrieval alone on the latter
 * @param rows a policy each; the first is the one that the others are compared with
 */
record CostReport(
    double pairMillis,
    double tolerance,
    String chosenBy,
    int choosing,
    String reportedOn,
    int reported,
    double unread,
    List<Row> rows) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One policy.
   *
   * @param chosen whether it is the one of its family that reads the fewest pairs within the
   *     tolerance
   * @param choice its outcome on the queries that it was chosen by; null when there are none
   */
  record Row(PolicyTrial trial, boolean chosen, @Nullable Outcome choice, Outcome reported) {}

  /**
   * The means over some queries.
   *
   * @param pairs read for a query
   * @param kept the part of the first row's hits that are hits still, in whatever order
   * @param change of nDCG@10 against the first row's, relative
   * @param interval that holds the change in 95 of 100 samples of queries
   */
  record Outcome(double pairs, double kept, double ndcg, double change, Interval interval) {}

  /** The report as a table. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%.1f ms of a core a pair. Chosen by %s; reported on %d queries of '%s', where the retrieval alone has nDCG@10 %.4f.%n",
            pairMillis,
            choosing == 0
                ? "none (there are no judgements of '" + chosenBy + "')"
                : choosing + " queries of '" + chosenBy + "'",
            reported,
            reportedOn,
            unread));
    text.append(
        String.format(
            Locale.ROOT,
            "  %-34s %18s   %s%n",
            "",
            choosing == 0 ? "" : chosenBy,
            reportedOn + " (change against the first row, 95 % interval)"));
    text.append(
        String.format(
            Locale.ROOT,
            "  %-34s %8s %9s   %8s %8s %8s %9s %8s%n",
            "policy",
            "pairs",
            "change %",
            "pairs",
            "core ms",
            "hits %",
            "nDCG@10",
            "change %"));
    for (Row row : rows) {
      Outcome choice = row.choice();
      Outcome outcome = row.reported();
      text.append(
          String.format(
              Locale.ROOT,
              "%s %-34s %8s %9s   %8.1f %8.0f %8.1f %9.4f %8.2f (%.2f to %.2f)%n",
              row.chosen() ? "*" : " ",
              row.trial().family() + " " + row.trial().parameters(),
              choice == null ? "" : String.format(Locale.ROOT, "%.1f", choice.pairs()),
              choice == null ? "" : String.format(Locale.ROOT, "%.2f", 100 * choice.change()),
              outcome.pairs(),
              outcome.pairs() * pairMillis,
              100 * outcome.kept(),
              outcome.ndcg(),
              100 * outcome.change(),
              100 * outcome.interval().low(),
              100 * outcome.interval().high()));
    }
    if (choosing > 0) {
      text.append(
          String.format(
              Locale.ROOT,
              "* of its family, reads the fewest pairs of '%s' at a loss of at most %.2f %%%n",
              chosenBy,
              100 * tolerance));
    }
    return text.toString().stripTrailing();
  }

  /** The report as JSON. */
  ObjectNode json() {
    ObjectNode json =
        JSON.createObjectNode()
            .put("pair_millis", pairMillis)
            .put("tolerance", tolerance)
            .put("chosen_by", chosenBy)
            .put("chosen_by_queries", choosing)
            .put("reported_on", reportedOn)
            .put("reported_on_queries", reported)
            .put("retrieval_ndcg@10", unread);
    ArrayNode policies = json.putArray("policies");
    for (Row row : rows) {
      ObjectNode policy =
          policies
              .addObject()
              .put("family", row.trial().family())
              .put("parameters", row.trial().parameters())
              .put("chosen", row.chosen());
      Outcome choice = row.choice();
      if (choice != null) {
        policy.set(chosenBy, json(choice));
      }
      policy.set(reportedOn, json(row.reported()));
    }
    return json;
  }

  private ObjectNode json(Outcome outcome) {
    return JSON.createObjectNode()
        .put("pairs", outcome.pairs())
        .put("core_millis", outcome.pairs() * pairMillis)
        .put("hits_kept", outcome.kept())
        .put("ndcg@10", outcome.ndcg())
        .put("change", outcome.change())
        .put("change_low", outcome.interval().low())
        .put("change_high", outcome.interval().high());
  }
}
