package io.seine.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.cli.evaluation.EvaluationReport;
import io.seine.cli.evaluation.JudgedQuery;
import io.seine.cli.evaluation.Measures;
import io.seine.cli.evaluation.Mode;
import io.seine.message.RankedResult;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Asks judged queries in every mode, through their topic as any client does, and judges the
 * results.
 */
final class Evaluation {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Enough that no core waits, and few enough that none is late. */
  private static final int IN_FLIGHT = 8;

  private static final Duration DEADLINE = Duration.ofMinutes(10);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final QueryClient client;

  Evaluation(QueryClient client) {
    this.client = client;
  }

  /**
   * Judges every mode.
   *
   * @param progress steps once for each result
   * @throws ResultsMissingException when a query got no result
   */
  EvaluationReport run(List<JudgedQuery> queries, Progress progress) throws IOException {
    Map<Mode, Measures> modes = new EnumMap<>(Mode.class);
    long incomplete = 0;
    for (Mode mode : Mode.values()) {
      List<ObjectNode> messages = new ArrayList<>();
      for (JudgedQuery query : queries) {
        messages.add(
            mode.ask(
                JSON.createObjectNode()
                    .put("id", id(mode, query))
                    .put("text", query.text())
                    .put("deadline_ms", DEADLINE.toMillis())));
      }
      Map<String, RankedResult> results =
          client.ask(messages, IN_FLIGHT, PATIENCE, result -> progress.step());
      List<Measures> measures = new ArrayList<>();
      for (JudgedQuery query : queries) {
        RankedResult result = results.get(id(mode, query));
        if (result == null || result.status() == RankedResult.Status.FAILED) {
          throw new ResultsMissingException(
              "The query %s has no answer in the mode %s: %s"
                  .formatted(
                      query.id(),
                      mode.label(),
                      result == null ? "none came. Is rank-queries running?" : result.reason()));
        }
        List<String> ranking = result.hits().stream().map(RankedResult.Hit::id).toList();
        measures.add(Measures.of(ranking, query.grades()));
        if (mode == Mode.RERANKED && result.status() != RankedResult.Status.RANKED) {
          incomplete++;
        }
      }
      modes.put(mode, Measures.mean(measures));
    }
    return new EvaluationReport(queries.size(), modes, incomplete);
  }

  private static String id(Mode mode, JudgedQuery query) {
    return "eval-" + mode.label() + "-" + query.id();
  }
}
