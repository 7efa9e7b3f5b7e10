package io.seine.cli.evaluation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;

/**
 * How good each mode is on a judged collection: the means over its queries.
 *
 * @param queries how many were judged
 * @param incomplete how many of the reranked answers were not read to the end
 */
public record EvaluationReport(int queries, Map<Mode, Measures> modes, long incomplete) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The report as JSON. */
  public ObjectNode json() {
    ObjectNode json = JSON.createObjectNode().put("queries", queries);
    ObjectNode all = json.putObject("modes");
    modes.forEach(
        (mode, measures) ->
            all.putObject(mode.label())
                .put("ndcg@10", measures.ndcg())
                .put("mrr@10", measures.reciprocalRank())
                .put("recall@100", measures.recall()));
    return json;
  }

  /** The report as a table. */
  public String text() {
    StringBuilder out = new StringBuilder();
    out.append(String.format(Locale.ROOT, "%d queries   nDCG@10  MRR@10  recall@100%n", queries));
    modes.forEach(
        (mode, measures) ->
            out.append(
                String.format(
                    Locale.ROOT,
                    "%-12s   %.4f  %.4f      %.4f%n",
                    mode.label(),
                    measures.ndcg(),
                    measures.reciprocalRank(),
                    measures.recall())));
    if (incomplete > 0) {
      out.append(
          String.format(
              Locale.ROOT, "%d reranked answers were not read to the end.%n", incomplete));
    }
    return out.toString().stripTrailing();
  }
}
