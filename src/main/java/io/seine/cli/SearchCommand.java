package io.seine.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.cli.client.QueryClient;
import io.seine.cli.options.KafkaOptions;
import io.seine.cli.options.OptionLimits;
import io.seine.cli.terminal.Console;
import io.seine.cli.terminal.ShellWord;
import io.seine.message.InvalidRecordException;
import io.seine.message.Query;
import io.seine.message.QueryDecoder;
import io.seine.message.QueryLimits;
import io.seine.message.RankedResult;
import io.seine.message.RankedResultCodec;
import io.seine.message.SourceRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code seine search}: publishes one query, waits for its result and prints it. */
@Command(name = "search", description = "publish one query, wait for its result and print it")
final class SearchCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Parameters(index = "0", paramLabel = "TEXT", description = "the text of the query")
  private String text = "";

  /** What stands there is most likely the rest of a query that the shell took apart. */
  @Parameters(index = "1..*", arity = "0..*", hidden = true)
  private List<String> surplus = List.of();

  @Option(names = "-k", description = "how many hits")
  private @Nullable Integer k;

  @Option(names = "--candidates", description = "how many documents the cross-encoder reads")
  private @Nullable Integer candidates;

  @Option(
      names = "--filter",
      description = "conditions on metadata, such as '{\"system\": \"kafka\"}'")
  private @Nullable String filter;

  @Option(
      names = "--deadline",
      description =
          "within how many milliseconds the result has to leave the job; what is read until then counts")
  private @Nullable Integer deadlineMillis;

  @Option(
      names = "--reading",
      description =
          "off, fixed or adaptive: whether all candidates are read, or as many as the answer needs")
  private @Nullable String reading;

  @Option(
      names = "--passages",
      description = "how many of the nearest passages of each the cross-encoder reads: 1 to 3")
  private @Nullable Integer passages;

  @Option(
      names = "--rerank",
      description =
          "what orders the hits: fused (the reading and the retrieval), alone (the reading) or off (the retrieval)")
  private @Nullable String rerank;

  @Option(names = "--retrieval", description = "keyword, vector or hybrid")
  private @Nullable String retrieval;

  @Option(names = "--json", description = "print the result as it stands in its topic")
  private boolean json;

  @Option(
      names = "--timeout",
      defaultValue = "30",
      description = "seconds to wait for the result (default: ${DEFAULT-VALUE})")
  private int timeoutSeconds;

  @Override
  public Integer call() throws Exception {
    requireOneText();
    OptionLimits.atLeast(spec, "-k", k, 1);
    OptionLimits.atLeast(spec, "--candidates", candidates, 1);
    OptionLimits.atLeast(spec, "--deadline", deadlineMillis, 1);
    OptionLimits.within(spec, "--passages", passages, 1, Query.MAX_PASSAGES);
    OptionLimits.atLeast(spec, "--timeout", timeoutSeconds, 1);
    ObjectNode query = query();
    check(query);
    Map<String, RankedResult> results;
    try (QueryClient client = new QueryClient(kafka.clients())) {
      results = client.ask(List.of(query), 1, Duration.ofSeconds(timeoutSeconds), result -> {});
    }
    RankedResult result = results.get(query.path("id").asText());
    if (result == null) {
      Console.err()
          .println("No result came within " + timeoutSeconds + " s. Is rank-queries running?");
      return 1;
    }
    Console.out()
        .println(
            json
                ? new String(RankedResultCodec.encode(result), UTF_8)
                : HitTable.forTerminal().format(text, result));
    return result.status() == RankedResult.Status.FAILED ? 1 : 0;
  }

  private void requireOneText() {
    if (!surplus.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "A query of several words is put in quotes: ./seine search %s"
              .formatted(ShellWord.of(text + " " + String.join(" ", surplus))));
    }
  }

  /** Refuses what every job would refuse, as the job would read it. */
  private void check(ObjectNode query) {
    byte[] value = query.toString().getBytes(UTF_8);
    try {
      new QueryDecoder(QueryLimits.WIDEST)
          .decode(new SourceRecord("queries", 0, 0, 0, null, value, List.of()), 0);
    } catch (InvalidRecordException e) {
      throw new ParameterException(
          spec.commandLine(), "No job would answer this: " + e.getMessage(), e);
    }
  }

  private ObjectNode query() {
    ObjectNode query = JSON.createObjectNode();
    query.put("id", "search-" + UUID.randomUUID()).put("text", text);
    if (k != null) {
      query.put("k", k);
    }
    if (candidates != null) {
      query.put("candidates", candidates);
    }
    if (deadlineMillis != null) {
      query.put("deadline_ms", deadlineMillis);
    }
    if (rerank != null) {
      switch (rerank) {
        case "true", "false" -> query.put("rerank", Boolean.parseBoolean(rerank));
        default -> query.put("rerank", rerank);
      }
    }
    if (reading != null) {
      query.put("reading", reading);
    }
    if (passages != null) {
      query.put("passages", passages);
    }
    if (retrieval != null) {
      query.put("retrieval", retrieval);
    }
    if (filter != null) {
      try {
        query.set("filter", JSON.readTree(filter));
      } catch (JsonProcessingException e) {
        throw new ParameterException(
            spec.commandLine(), "--filter is not JSON: " + e.getOriginalMessage(), e);
      }
    }
    return query;
  }
}
