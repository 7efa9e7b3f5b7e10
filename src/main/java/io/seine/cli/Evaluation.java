package io.seine.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.cli.evaluation.JudgedQuery;
import io.seine.cli.evaluation.Mode;
import io.seine.message.RankedResult;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks judged queries through their topic, as any client does. */
final class Evaluation {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Enough that no core waits, and few enough that none is late. */
  private static final int IN_FLIGHT = 8;

  private static final Duration DEADLINE = Duration.ofMinutes(10);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final QueryClient client;
  private final @Nullable Integer passages;

  /**
   * @param passages how many of the nearest passages of each candidate are read; null: as many as
   *     the job's settings say
   */
  Evaluation(QueryClient client, @Nullable Integer passages) {
    this.client = client;
    this.passages = passages;
  }

  /**
   * The answers to queries in a mode, in the order of the queries.
   *
   * @param progress steps once for each result
   * @throws ResultsMissingException when a query got no result
   */
  List<RankedResult> ask(Mode mode, List<JudgedQuery> queries, Progress progress)
      throws IOException {
    List<ObjectNode> messages = new ArrayList<>();
    for (JudgedQuery query : queries) {
      ObjectNode message =
          JSON.createObjectNode()
              .put("id", id(mode, query))
              .put("text", query.text())
              .put("deadline_ms", DEADLINE.toMillis());
      if (passages != null) {
        message.put("passages", passages);
      }
      messages.add(mode.ask(message));
    }
    Map<String, RankedResult> results =
        client.ask(messages, IN_FLIGHT, PATIENCE, result -> progress.step());
    List<RankedResult> answers = new ArrayList<>();
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
      answers.add(result);
    }
    return answers;
  }

  private static String id(Mode mode, JudgedQuery query) {
    return "eval-" + mode.label() + "-" + query.id();
  }
}
