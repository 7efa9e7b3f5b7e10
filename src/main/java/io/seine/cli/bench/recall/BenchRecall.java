package io.seine.cli.bench.recall;

import io.seine.cli.bench.load.BenchCorpus;
import io.seine.cli.bench.load.CorpusOptions;
import io.seine.cli.bench.measure.ReportOptions;
import io.seine.cli.options.OptionLimits;
import io.seine.cli.terminal.Cleanup;
import io.seine.cli.terminal.Console;
import io.seine.cli.terminal.Progress;
import io.seine.cli.terminal.TemporaryFolder;
import io.seine.inference.BiEncoder;
import io.seine.inference.ExecutionProvider;
import io.seine.inference.InferenceRuntime;
import io.seine.inference.InferenceSettings;
import io.seine.inference.ModelSettings;
import io.seine.inference.ModelStore;
import io.seine.inference.QueryOrder;
import io.seine.local.LocalCluster;
import io.seine.search.VectorStorage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code seine bench recall}: how much of what is nearest the net finds, how fast, and how large it
 * is, with and without filters, for any setting of the graph of vectors.
 */
@Command(
    name = "recall",
    description =
        "what the graph of vectors finds of what is nearest, with and without filters, how fast, and its size")
public final class BenchRecall implements Callable<Integer> {
  /** As many texts as the bi-encoder is given at once. */
  private static final int TEXTS_AT_ONCE = 64;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private CorpusOptions corpusOptions = new CorpusOptions();
  @Mixin private ReportOptions output = new ReportOptions();

  @Option(
      names = "--passages",
      paramLabel = "N",
      description =
          "how many passages the index holds, four a document; where the texts have fewer, further vectors are made like theirs (default: ${DEFAULT-VALUE})")
  private int passages = 100_000;

  @Option(
      names = "--queries",
      paramLabel = "N",
      description = "how many queries are asked (default: ${DEFAULT-VALUE})")
  private int queries = 200;

  @Option(
      names = "--graphs",
      paramLabel = "M:EF",
      split = ",",
      description =
          "index.hnsw-m and index.hnsw-ef-construction of each index (default: ${DEFAULT-VALUE})")
  private List<String> graphs = List.of("16:100");

  @Option(
      names = "--vectors",
      paramLabel = "KIND",
      split = ",",
      description = "float, quantised, or both (default: ${DEFAULT-VALUE})")
  private List<String> vectors = List.of("float", "quantised");

  @Option(
      names = "--depths",
      paramLabel = "N",
      split = ",",
      description = "the values of retrieve.depth to search with (default: ${DEFAULT-VALUE})")
  private List<Integer> depths = List.of(50, 100, 200);

  @Option(names = "--bi-encoder", paramLabel = "MODEL", description = "default: ${DEFAULT-VALUE}")
  private String biEncoder = "bge-small-en-v1.5";

  @Override
  public Integer call() throws Exception {
    OptionLimits.atLeast(spec, "--passages", passages, 1);
    OptionLimits.atLeast(spec, "--queries", queries, 1);
    depths.forEach(depth -> OptionLimits.atLeast(spec, "--depths", depth, 1));
    List<RecallBenchmark.Graph> indexes = indexes();
    Cleanup cleanup = Cleanup.atTheEndOfTheProcess();
    try {
      VectorCorpus corpus = corpus();
      Path dir = TemporaryFolder.create("seine-bench-", cleanup);
      LocalCluster cluster = new LocalCluster(LocalCluster.Options.onFreePorts(dir));
      cleanup.add(cluster::close);
      cluster.startWithoutFlink(line -> Console.err().println("· " + line));
      RecallBenchmark benchmark =
          new RecallBenchmark(
              cluster.openSearchUrl(), corpus.documents(), corpus.queries(), depths);
      List<RecallBenchmark.Result> results = new ArrayList<>();
      for (RecallBenchmark.Graph graph : indexes) {
        try (Progress progress = new Progress("Indexing", corpus.documents().size())) {
          results.add(benchmark.measure(graph, progress::stepTo));
        }
      }
      RecallReport report =
          new RecallReport(
              corpus.source(),
              corpus.documents().size(),
              corpus.passages(),
              corpus.queries().size(),
              results);
      output.print(report.json(), report.text());
      return 0;
    } finally {
      cleanup.run();
    }
  }

  private List<RecallBenchmark.Graph> indexes() {
    List<RecallBenchmark.Graph> indexes = new ArrayList<>();
    for (String kind : vectors) {
      for (String graph : graphs) {
        try {
          String[] parts = graph.split(":", -1);
          int m = Integer.parseInt(parts[0]);
          int efConstruction = Integer.parseInt(parts[1]);
          OptionLimits.atLeast(spec, "M of --graphs", m, 2);
          OptionLimits.atLeast(spec, "EF of --graphs", efConstruction, 2);
          indexes.add(
              new RecallBenchmark.Graph(
                  VectorStorage.valueOf(kind.toUpperCase(Locale.ROOT)), m, efConstruction));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
          throw new ParameterException(
              spec.commandLine(),
              "--vectors %s --graphs %s: it has to be float or quantised, and M:EF such as 16:100."
                  .formatted(kind, graph),
              e);
        }
      }
    }
    return indexes;
  }

  private VectorCorpus corpus() throws Exception {
    BenchCorpus source = corpusOptions.read(Integer.MAX_VALUE);
    List<String> texts = VectorCorpus.passages(source.texts(), passages);
    List<String> questions = source.queries().stream().limit(queries).toList();
    int cores = Runtime.getRuntime().availableProcessors();
    try (InferenceRuntime.Lease lease =
            InferenceRuntime.acquire(
                new InferenceSettings(
                    ExecutionProvider.CPU,
                    cores,
                    QueryOrder.DEADLINE,
                    0.2,
                    0,
                    0,
                    ModelStore.defaultCache()));
        Progress progress = new Progress("Embedding", (long) texts.size() + questions.size())) {
      BiEncoder model = lease.biEncoder(biEncoder, ModelSettings.NONE);
      List<float[]> real = new ArrayList<>();
      for (int begun = 0; begun < texts.size(); begun += TEXTS_AT_ONCE) {
        List<String> some = texts.subList(begun, Math.min(texts.size(), begun + TEXTS_AT_ONCE));
        real.addAll(model.embedDocuments(some).join());
        progress.stepTo(real.size());
      }
      List<float[]> asked = new ArrayList<>();
      for (String question : questions) {
        asked.add(model.embedQuery(question, Long.MAX_VALUE).join());
        progress.step();
      }
      return VectorCorpus.like(real, asked, passages, queries);
    }
  }
}
