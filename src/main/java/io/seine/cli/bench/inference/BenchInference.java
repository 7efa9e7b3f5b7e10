package io.seine.cli.bench.inference;

import io.seine.cli.bench.load.BenchCorpus;
import io.seine.cli.bench.load.CorpusOptions;
import io.seine.cli.bench.measure.ReportOptions;
import io.seine.cli.options.ClusterOptions;
import io.seine.cli.options.OptionLimits;
import io.seine.cli.options.RoundsOption;
import io.seine.cli.terminal.Cleanup;
import io.seine.cli.terminal.Console;
import io.seine.cli.terminal.TemporaryFolder;
import io.seine.inference.BiEncoder;
import io.seine.inference.CrossEncoder;
import io.seine.inference.ExecutionProvider;
import io.seine.inference.FetchLines;
import io.seine.inference.InferenceRuntime;
import io.seine.inference.InferenceSettings;
import io.seine.inference.InferenceStatistics;
import io.seine.inference.ModelDirectory;
import io.seine.inference.ModelSettings;
import io.seine.inference.ModelStore;
import io.seine.inference.QueryOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code seine bench inference}: how many pairs and texts a second Seine reads, beside a bare loop
 * over ONNX Runtime and the libraries that do the same, on the same files, texts and cores.
 */
@Command(
    name = "inference",
    description =
        "pairs and texts a second: a bare loop over ONNX Runtime, Seine, langchain4j, DJL, and sentence-transformers and FlashRank")
public final class BenchInference implements Callable<Integer> {
  /** As many texts as any set takes before it begins anew. */
  private static final int MOST_TEXTS = 5_000;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private CorpusOptions corpusOptions = new CorpusOptions();
  @Mixin private RoundsOption turns = new RoundsOption(5);
  @Mixin private ReportOptions output = new ReportOptions();

  @Option(
      names = "--size",
      paramLabel = "N",
      description = "how many pairs or texts a set has (default: ${DEFAULT-VALUE})")
  private int size = 100;

  @Option(
      names = "--cores",
      paramLabel = "N",
      description = "how many cores everyone gets (default: those of this machine)")
  private int cores = Runtime.getRuntime().availableProcessors();

  @Option(names = "--bi-encoder", paramLabel = "MODEL", description = "default: ${DEFAULT-VALUE}")
  private String biEncoder = "bge-small-en-v1.5";

  @Option(
      names = "--cross-encoder",
      paramLabel = "MODEL",
      description = "default: ${DEFAULT-VALUE}")
  private String crossEncoder = "ms-marco-MiniLM-L-12-v2";

  @Option(
      names = "--python",
      description =
          "also measure sentence-transformers and FlashRank, in a virtual environment that is made for them (some GB)")
  private boolean python;

  @Override
  public Integer call() throws Exception {
    int rounds = turns.rounds();
    OptionLimits.atLeast(spec, "--size", size, 1);
    OptionLimits.atLeast(spec, "--cores", cores, 1);
    BenchCorpus corpus = corpusOptions.read(MOST_TEXTS);
    Cleanup cleanup = Cleanup.atTheEndOfTheProcess();
    Path scratch = TemporaryFolder.create("seine-bench-", cleanup);
    ModelStore store =
        new ModelStore(ModelStore.defaultCache(), new FetchLines(Console.err()::println));
    ModelDirectory biEncoderFiles = store.resolve(biEncoder, ModelSettings.NONE);
    ModelDirectory crossEncoderFiles = store.resolve(crossEncoder, ModelSettings.NONE);
    InferenceRuntime.Lease lease =
        InferenceRuntime.acquire(
            new InferenceSettings(
                ExecutionProvider.CPU,
                cores,
                QueryOrder.DEADLINE,
                0.2,
                0,
                0,
                ModelStore.defaultCache()));
    cleanup.add(lease::close);
    try {
      BiEncoder texts = lease.biEncoder(biEncoder, ModelSettings.NONE);
      CrossEncoder pairs = lease.crossEncoder(crossEncoder, ModelSettings.NONE);
      List<ReadingSet> sets = new ReadingSets(corpus.queries(), corpus.texts()).all(size);
      Contender seine = new SeineContender(texts, pairs);
      List<Contender> contenders = new ArrayList<>();
      cleanup.add(() -> contenders.forEach(Contender::close));
      Peers peers = new Peers(ClusterOptions.home(), scratch, cores, Console.err()::println);
      contenders.add(peers.bare(ReadingSet.Kind.PAIRS, crossEncoderFiles));
      contenders.add(peers.bare(ReadingSet.Kind.TEXTS, biEncoderFiles));
      contenders.add(seine);
      contenders.addAll(peers.java(crossEncoderFiles));
      if (python) {
        contenders.addAll(
            peers.python(
                crossEncoderFiles,
                Path.of(System.getProperty("user.home"), ".seine", "bench-python")));
      }
      Map<ReadingSet, List<InferenceBenchmark.Result>> results =
          new InferenceBenchmark(contenders, rounds, Console.err()::println).run(sets);
      InferenceReport report =
          new InferenceReport(results, meanTokens(sets, seine, texts, pairs)::get, cores);
      output.print(report.json(), report.text());
      return 0;
    } finally {
      cleanup.run();
    }
  }

  /** The mean length of what a set holds, as the models count it. */
  private static Map<ReadingSet, Double> meanTokens(
      List<ReadingSet> sets, Contender seine, BiEncoder texts, CrossEncoder pairs) {
    Map<ReadingSet, Double> means = new HashMap<>();
    for (ReadingSet set : sets) {
      InferenceStatistics statistics =
          set.kind() == ReadingSet.Kind.TEXTS ? texts.statistics() : pairs.statistics();
      long runs = statistics.runs();
      long tokens = statistics.tokens();
      seine.load(set);
      seine.run();
      means.put(set, (double) (statistics.tokens() - tokens) / (statistics.runs() - runs));
    }
    return means;
  }
}
