package io.seine.cli.bench.cost;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.cli.bench.measure.ReportOptions;
import io.seine.cli.client.Indexing;
import io.seine.cli.client.KafkaAddress;
import io.seine.cli.client.QueryClient;
import io.seine.cli.client.ResultsMissingException;
import io.seine.cli.corpus.ConfigurationReference;
import io.seine.cli.evaluation.BeirFolder;
import io.seine.cli.evaluation.BuiltInCollection;
import io.seine.cli.evaluation.JudgedQuery;
import io.seine.cli.options.ClusterOptions;
import io.seine.cli.options.OptionLimits;
import io.seine.cli.terminal.Cleanup;
import io.seine.cli.terminal.Console;
import io.seine.cli.terminal.Progress;
import io.seine.cli.terminal.TemporaryFolder;
import io.seine.local.LocalCluster;
import io.seine.local.LocalSeine;
import io.seine.message.Document;
import io.seine.message.RankedResult;
import io.seine.search.Fusion;
import io.seine.search.FusionFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code seine bench cost}: what reading fewer candidates saves, and what it costs in quality. All
 * candidates of judged queries are read once, by a Seine; then policies are tried on what it said.
 */
@Command(
    name = "cost",
    description =
        "nDCG@10 against pairs read and milliseconds of a core, for policies of when to stop reading")
public final class BenchCost implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TEST = "test";

  /** Enough that no core waits, and few enough that none is late. */
  private static final int IN_FLIGHT = 8;

  private static final Duration DEADLINE = Duration.ofMinutes(10);
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ReportOptions output = new ReportOptions();

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      description =
          "a BEIR folder: corpus.jsonl, queries.jsonl, qrels/test.tsv, and qrels/train.tsv to choose by (default: the built-in corpus, with nothing to choose by)")
  private @Nullable Path dir;

  @Option(
      names = "--table",
      paramLabel = "FILE",
      description =
          "keep what was read in this file; if it exists, take it from there and read nothing")
  private @Nullable Path table;

  @Option(
      names = "--split",
      paramLabel = "NAME",
      description =
          "the judgements, qrels/NAME.tsv, that parameters are chosen by (default: ${DEFAULT-VALUE}); the report is on those of test")
  private String split = "train";

  @Option(
      names = "--queries",
      paramLabel = "N",
      description = "only the first N of each, in the order of the judgements")
  private int limit = Integer.MAX_VALUE;

  @Option(
      names = "--candidates",
      paramLabel = "N",
      description = "how many of each are read (default: ${DEFAULT-VALUE})")
  private int candidates = 50;

  @Option(
      names = "--loss",
      paramLabel = "PERCENT",
      description =
          "how much less nDCG@10 a policy may have to be chosen (default: ${DEFAULT-VALUE})")
  private double lossPercent = 0.5;

  @Option(
      names = "--fusion",
      paramLabel = "FILE",
      description =
          "the weights of the score, as ./seine eval --fit writes them (default: the built-in ones)")
  private @Nullable Path fusion;

  @Option(
      names = "--cross-encoder",
      paramLabel = "MODEL",
      description = "whose pairs are timed (default: ${DEFAULT-VALUE})")
  private String crossEncoder = "ms-marco-MiniLM-L-12-v2";

  @Option(
      names = "--bootstrap",
      description =
          "ask the Seine behind this Kafka, whose index holds the corpus already; else one is started")
  private @Nullable String bootstrap;

  @Option(names = "--svg", paramLabel = "FILE", description = "also draw it")
  private @Nullable Path svg;

  @Override
  public Integer call() throws Exception {
    OptionLimits.atLeast(spec, "--queries", limit, 1);
    OptionLimits.atLeast(spec, "--candidates", candidates, 1);
    OptionLimits.notNegative(spec, "--loss", lossPercent);
    CostReport report = CostBenchmark.ofAll(table(), split, lossPercent / 100).run(split, TEST);
    output.print(report.json(), report.text());
    if (svg != null) {
      Files.writeString(svg, CostPlot.of(report), UTF_8);
    }
    return 0;
  }

  private ReadingTable table() throws Exception {
    Path file = table;
    if (file != null && Files.exists(file)) {
      return ReadingTable.load(file);
    }
    ReadingTable made = read(dir == null ? builtIn() : folder(dir));
    if (file != null) {
      made.save(file);
    }
    return made;
  }

  /**
   * What is read.
   *
   * @param splits the queries, by the name of their judgements
   */
  private record Judged(Corpus corpus, Map<String, List<JudgedQuery>> splits) {}

  /** Opens the documents. */
  @FunctionalInterface
  private interface Corpus {
    Stream<Document> open();
  }

  private Judged builtIn() {
    List<Document> documents = ConfigurationReference.documents();
    List<JudgedQuery> queries = new BuiltInCollection().queries(limit);
    return new Judged(documents::stream, Map.of(TEST, queries));
  }

  private Judged folder(Path folder) {
    BeirFolder test = new BeirFolder(folder, TEST);
    Map<String, List<JudgedQuery>> splits = new LinkedHashMap<>();
    if (BeirFolder.holds(folder, split)) {
      splits.put(split, new BeirFolder(folder, split).queries(limit));
    }
    splits.put(TEST, test.queries(limit));
    return new Judged(() -> test.documents(Console.err()::println), splits);
  }

  private ReadingTable read(Judged judged) throws Exception {
    Map<String, List<JudgedQuery>> splits = judged.splits();
    String running = bootstrap;
    Map<String, RankedResult> results =
        running == null ? inOwnCluster(judged) : ask(running, splits);
    Map<String, List<JudgedReading>> readings = new LinkedHashMap<>();
    PairTimer timer = new PairTimer();
    Fusion weights = fusion == null ? Fusion.DEFAULT : FusionFile.read(fusion);
    splits.forEach(
        (name, queries) -> {
          List<JudgedReading> all = new ArrayList<>();
          for (JudgedQuery query : queries) {
            RankedResult result = results.get(id(name, query));
            if (result == null) {
              throw new ResultsMissingException(
                  "The query %s has no answer. Is rank-queries running?".formatted(query.id()));
            }
            all.add(ReadingTable.reading(query, result, weights));
            timer.add(result);
          }
          readings.put(name, all);
        });
    return new ReadingTable(timer.millis(crossEncoder, Console.err()::println), readings);
  }

  private Map<String, RankedResult> inOwnCluster(Judged judged) throws Exception {
    Cleanup cleanup = Cleanup.atTheEndOfTheProcess();
    Path data = TemporaryFolder.create("seine-bench-", cleanup);
    try {
      LocalSeine seine =
          new LocalSeine(LocalCluster.Options.onFreePorts(data), ClusterOptions.home(), Map.of());
      cleanup.add(seine::close);
      seine.start(line -> Console.err().println("· " + line));
      String kafka = seine.cluster().kafkaBootstrap();
      index(judged, kafka, seine.cluster().openSearchUrl());
      return ask(kafka, judged.splits());
    } finally {
      cleanup.run();
    }
  }

  private static void index(Judged judged, String kafka, String openSearchUrl)
      throws IOException, InterruptedException {
    try (Stream<Document> documents = judged.corpus().open()) {
      Indexing.index(KafkaAddress.clients(kafka), openSearchUrl, documents);
    }
  }

  private Map<String, RankedResult> ask(String kafka, Map<String, List<JudgedQuery>> splits)
      throws IOException {
    List<ObjectNode> messages = new ArrayList<>();
    splits.forEach(
        (name, queries) -> {
          for (JudgedQuery query : queries) {
            messages.add(
                JSON.createObjectNode()
                    .put("id", id(name, query))
                    .put("text", query.text())
                    .put("k", candidates)
                    .put("candidates", candidates)
                    .put("rerank", "fused")
                    .put("reading", "fixed")
                    .put("deadline_ms", DEADLINE.toMillis()));
          }
        });
    try (QueryClient client = new QueryClient(KafkaAddress.clients(kafka));
        Progress progress = new Progress("Reading", messages.size())) {
      return client.ask(messages, IN_FLIGHT, PATIENCE, result -> progress.step());
    }
  }

  private static String id(String split, JudgedQuery query) {
    return "bench-cost-" + split + "-" + query.id();
  }
}
