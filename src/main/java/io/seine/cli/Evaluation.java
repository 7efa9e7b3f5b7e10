package io.seine.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.cli.client.QueryClient;
import io.seine.cli.client.ResultsMissingException;
import io.seine.cli.evaluation.JudgedQuery;
import io.seine.cli.evaluation.Mode;
import io.seine.cli.terminal.Progress;
import io.seine.message.RankedResult;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  /** Takes answers as they come, in any order. */
  @FunctionalInterface
  interface Answers {
    /**
     * Takes one.
     *
     * @param index of its query
     */
    void add(Mode mode, int index, RankedResult answer);
  }

  /**
   * Asks queries in a mode. No answer is kept here: thousands of them are more than memory holds.
   *
   * @param queries of which no two have the same id
   * @param progress steps once for each result
   * @throws ResultsMissingException when a query got no result
   */
  void ask(Mode mode, List<JudgedQuery> queries, Progress progress, Answers answers)
      throws IOException {
    Map<String, Integer> open = new LinkedHashMap<>();
    for (int i = 0; i < queries.size(); i++) {
      open.put(id(mode, queries.get(i)), i);
    }
    client.ask(
        queries.stream().map(query -> message(mode, query)).iterator(),
        IN_FLIGHT,
        PATIENCE,
        result -> {
          int index = Objects.requireNonNull(open.remove(result.queryId()));
          if (result.status() == RankedResult.Status.FAILED) {
            throw unanswered(mode, queries.get(index), String.valueOf(result.reason()));
          }
          answers.add(mode, index, result);
          progress.step();
        });
    if (!open.isEmpty()) {
      int first = open.values().iterator().next();
      throw unanswered(mode, queries.get(first), "none came. Is rank-queries running?");
    }
  }

  private static ResultsMissingException unanswered(Mode mode, JudgedQuery query, String why) {
    return new ResultsMissingException(
        "The query %s has no answer in the mode %s: %s".formatted(query.id(), mode.label(), why));
  }

  private ObjectNode message(Mode mode, JudgedQuery query) {
    ObjectNode message =
        JSON.createObjectNode()
            .put("id", id(mode, query))
            .put("text", query.text())
            .put("deadline_ms", DEADLINE.toMillis());
    if (passages != null) {
      message.put("passages", passages);
    }
    return mode.ask(message);
  }

  private static String id(Mode mode, JudgedQuery query) {
    return "eval-" + mode.label() + "-" + query.id();
  }
}
