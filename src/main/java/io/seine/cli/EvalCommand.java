package io.seine.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.seine.cli.client.IndexedIds;
import io.seine.cli.client.Indexing;
import io.seine.cli.client.QueryClient;
import io.seine.cli.evaluation.EvaluationReport;
import io.seine.cli.evaluation.FusionFit;
import io.seine.cli.evaluation.JudgedCollection;
import io.seine.cli.evaluation.JudgedDocuments;
import io.seine.cli.evaluation.JudgedQuery;
import io.seine.cli.evaluation.JudgedRun;
import io.seine.cli.evaluation.Mode;
import io.seine.cli.evaluation.PairsToJudge;
import io.seine.cli.evaluation.RetrievedCandidates;
import io.seine.cli.evaluation.RunComparison;
import io.seine.cli.input.InputException;
import io.seine.cli.options.KafkaOptions;
import io.seine.cli.options.OptionLimits;
import io.seine.cli.options.SplitOption;
import io.seine.cli.terminal.Console;
import io.seine.cli.terminal.Printable;
import io.seine.cli.terminal.Progress;
import io.seine.message.Document;
import io.seine.message.Query;
import io.seine.search.FatalSearchException;
import io.seine.search.RefusedRequestException;
import io.seine.search.RetryableSearchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code seine eval}: asks judged queries, and says how good the answers are; fits the weights of
 * the score to them; compares runs; proposes what to judge next.
 */
@Command(
    name = "eval",
    description = "judge the answers to judged queries: what reranking gains and loses",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:done; with --against: not worse by more than noise",
      "1:with --against: worse by more than noise",
      "2:it could not be done"
    },
    exitCodeOnExecutionException = EvalCommand.FAILED)
final class EvalCommand implements Callable<Integer> {
  private static final int WORSE = 1;
  static final int FAILED = 2;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private KafkaOptions kafka = new KafkaOptions();
  @Mixin private SplitOption split = new SplitOption();

  @Parameters(
      paramLabel = "DIR",
      description =
          "a BEIR folder (corpus.jsonl, queries.jsonl, qrels/test.tsv), \"built-in\" for the built-in corpus and its questions, or a file of judgements of what is indexed already (.tsv, .jsonl); with --against also a report (.json)")
  private Path source = Path.of("");

  @Option(
      names = "--queries",
      paramLabel = "N",
      description = "only the first N in the order of the judgements")
  private int limit = Integer.MAX_VALUE;

  @Option(names = "--no-index", description = "the corpus is indexed already")
  private boolean indexed;

  @Option(
      names = "--passages",
      paramLabel = "N",
      description =
          "how many of the nearest passages of each candidate are read, 1 to 3 (default: the job's rerank.passages)")
  private @Nullable Integer passages;

  @Option(names = "--json", paramLabel = "FILE", description = "write the report as JSON")
  private @Nullable Path json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "write the report as a page of HTML, with plots")
  private @Nullable Path html;

  @Option(
      names = "--baseline",
      paramLabel = "MODE",
      converter = ModeConverter.class,
      description = "what the modes are compared with (default: hybrid)")
  private Mode baseline = Mode.HYBRID;

  @Option(
      names = "--against",
      paramLabel = "FILE",
      description = "compare with the report of an earlier run, which --json wrote")
  private @Nullable Path against;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      converter = ModeConverter.class,
      description = "which mode --against compares (default: reranked)")
  private Mode compared = Mode.RERANKED;

  @Option(
      names = "--candidates",
      paramLabel = "FILE",
      description =
          "write the candidates of each query with all that is known of them, as JSON Lines, and make no report")
  private @Nullable Path candidates;

  @Option(
      names = "--fit",
      paramLabel = "FILE",
      description =
          "fit the weights of the score to the judgements and write them, for rerank.fusion; no report")
  private @Nullable Path fit;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description = "fit to what --candidates wrote, and ask nothing")
  private @Nullable Path from;

  @Option(
      names = "--propose",
      paramLabel = "FILE",
      description =
          "write pairs of query and document that are worth a judgement, and make no report; DIR may be a text file of questions (.txt)")
  private @Nullable Path proposed;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      description = "how many pairs --propose writes at most (default: ${DEFAULT-VALUE})")
  private int pairs = 200;

  @Option(
      names = "--opensearch",
      defaultValue = "http://localhost:9200",
      description = "where to see how much is indexed (default: ${DEFAULT-VALUE})")
  private String openSearchUrl = "http://localhost:9200";

  /** Reads a mode by its name in reports. */
  static final class ModeConverter implements ITypeConverter<Mode> {
    @Override
    public Mode convert(String text) {
      return Mode.of(text)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'"
                          + text
                          + "' is no mode; it is one of "
                          + String.join(", ", Stream.of(Mode.values()).map(Mode::label).toList())));
    }
  }

  @Override
  public Integer call() throws Exception {
    OptionLimits.within(spec, "--passages", passages, 1, Query.MAX_PASSAGES);
    OptionLimits.atLeast(spec, "--queries", limit, 1);
    OptionLimits.atLeast(spec, "--pairs", pairs, 1);
    requireWritable(json);
    requireWritable(html);
    requireWritable(candidates);
    requireWritable(fit);
    requireWritable(proposed);
    // What is compared with is read first: a run takes minutes.
    JsonNode before = against == null ? null : RunComparison.read(against);
    if (source.toString().endsWith(".json")) {
      if (before == null) {
        throw new InputException(source + " is a report: --against says what to compare it with.");
      }
      return compare(before, RunComparison.read(source));
    }
    if (proposed != null) {
      return propose(proposed);
    }
    if (from != null && fit == null) {
      throw new InputException("--from says what --fit fits to, and there is no --fit.");
    }
    JudgedCollection collection = JudgedCollection.open(source, split.name());
    List<JudgedQuery> queries = collection.queries(limit);
    if (candidates != null || fit != null) {
      return candidates(collection, queries);
    }
    index(collection, queries);
    JudgedRun run = new JudgedRun(collection.name(), queries, passages);
    ask(queries, List.of(Mode.values()), run::add);
    EvaluationReport report = new EvaluationReport(run, baseline);
    Console.out().println(report.text());
    if (json != null) {
      Files.writeString(json, report.json().toString(), UTF_8);
    }
    if (html != null) {
      Files.writeString(html, report.html(), UTF_8);
    }
    return before == null ? 0 : compare(before, report.json());
  }

  /** Sees that a file that is wanted can be written: a run takes minutes. */
  private static void requireWritable(@Nullable Path file) {
    if (file == null) {
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(file)) {
      throw new InputException(file + " can't be written: it is a folder.");
    }
    if (!Files.isWritable(folder)) {
      throw new InputException(
          "%s can't be written: there is no folder %s that takes files.".formatted(file, folder));
    }
  }

  private int compare(JsonNode before, JsonNode after) {
    RunComparison comparison = new RunComparison(before, after, compared);
    Console.out().println(comparison.text());
    return comparison.isWorse() ? WORSE : 0;
  }

  private int candidates(JudgedCollection collection, List<JudgedQuery> queries)
      throws IOException, InterruptedException {
    List<RetrievedCandidates> table =
        from == null ? asked(collection, queries) : written(from, queries);
    if (candidates != null) {
      RetrievedCandidates.write(candidates, table);
      Console.out()
          .println("The candidates of %d queries are in %s".formatted(table.size(), candidates));
    }
    if (fit != null) {
      Map<String, Map<String, Integer>> grades = new HashMap<>();
      queries.forEach(query -> grades.put(query.id(), query.grades()));
      FusionFit fusion = new FusionFit(table, grades);
      Files.writeString(fit, fusion.json(collection.name()).toPrettyString() + "\n", UTF_8);
      Console.out().println(fusion.text());
    }
    return 0;
  }

  private List<RetrievedCandidates> asked(JudgedCollection collection, List<JudgedQuery> queries)
      throws IOException, InterruptedException {
    index(collection, queries);
    RetrievedCandidates[] table = new RetrievedCandidates[queries.size()];
    ask(
        queries,
        List.of(Mode.RERANKED),
        (mode, index, answer) -> table[index] = RetrievedCandidates.of(queries.get(index), answer));
    return List.of(table);
  }

  /** What a file holds of those queries that are judged. */
  private List<RetrievedCandidates> written(Path file, List<JudgedQuery> queries) {
    Set<String> judged = queries.stream().map(JudgedQuery::id).collect(Collectors.toSet());
    List<RetrievedCandidates> table =
        RetrievedCandidates.read(file).stream()
            .filter(query -> judged.contains(query.queryId()))
            .toList();
    if (table.isEmpty()) {
      throw new InputException(
          "%s has candidates of none of the queries that %s judges.".formatted(file, source));
    }
    return table;
  }

  private int propose(Path file) throws IOException, InterruptedException {
    List<JudgedQuery> queries;
    if (source.toString().endsWith(".txt")) {
      queries = PairsToJudge.questions(source, limit);
    } else {
      JudgedCollection collection = JudgedCollection.open(source, split.name());
      queries = collection.queries(limit);
      index(collection, queries);
    }
    PairsToJudge toJudge = new PairsToJudge(queries);
    ask(queries, List.of(Mode.HYBRID, Mode.RERANKED), toJudge::add);
    int written = toJudge.write(file, pairs);
    Console.out()
        .println(
            "%d pairs to judge are in %s: fill in the grades (0: not relevant, 1 or more: relevant), then ./seine eval %s"
                .formatted(written, file, file));
    return 0;
  }

  private void ask(List<JudgedQuery> queries, List<Mode> modes, Evaluation.Answers answers)
      throws IOException {
    try (QueryClient client = new QueryClient(kafka.clients());
        Progress progress = new Progress("Asking", (long) queries.size() * modes.size())) {
      Evaluation evaluation = new Evaluation(client, passages);
      for (Mode mode : modes) {
        evaluation.ask(mode, queries, progress, answers);
      }
    }
  }

  /** Sees that what is judged can be found: indexes it where that is to be done here. */
  private void index(JudgedCollection collection, List<JudgedQuery> queries)
      throws IOException, InterruptedException {
    if (!indexed && collection.hasDocuments()) {
      try (Stream<Document> documents =
          collection.documents(problem -> Console.err().println(Printable.line(problem)))) {
        Indexing.index(kafka.clients(), openSearchUrl, documents);
      }
    }
    try {
      JudgedDocuments.warning(queries, ids -> IndexedIds.of(openSearchUrl, ids))
          .ifPresent(warning -> Console.err().println(Printable.line(warning)));
    } catch (FatalSearchException | RetryableSearchException | RefusedRequestException e) {
      Console.err()
          .println("Whether the index holds the judged documents was not seen: " + e.getMessage());
    }
  }
}
