package io.seine.cli.bench.pipeline;

import io.seine.cli.bench.inference.Contender;
import io.seine.cli.bench.inference.Peers;
import io.seine.cli.bench.inference.ReadingSet.Kind;
import io.seine.cli.bench.live.BenchCluster;
import io.seine.cli.bench.live.LiveOptions;
import io.seine.cli.bench.load.Arrivals;
import io.seine.cli.bench.load.BenchCorpus;
import io.seine.cli.bench.load.OpenLoop;
import io.seine.cli.bench.load.QueryStream;
import io.seine.cli.bench.measure.Distribution;
import io.seine.cli.bench.measure.JavaProcess;
import io.seine.cli.bench.measure.ReportOptions;
import io.seine.cli.bench.measure.Spread;
import io.seine.cli.options.ClusterOptions;
import io.seine.cli.options.OptionLimits;
import io.seine.cli.options.RoundsOption;
import io.seine.cli.terminal.Cleanup;
import io.seine.cli.terminal.Console;
import io.seine.cli.terminal.Progress;
import io.seine.cli.terminal.TemporaryFolder;
import io.seine.job.FetchModels;
import io.seine.job.IndexDocuments;
import io.seine.job.ModelInputs;
import io.seine.job.PrepareIndex;
import io.seine.job.RankQueries;
import io.seine.job.Settings;
import io.seine.job.SubmittedJob;
import io.seine.local.SharedSettings;
import io.seine.message.Document;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code seine bench pipeline}: how fast a whole Seine indexes and answers, beside bare loops that
 * embed and read the same, and where the time goes.
 */
@Command(
    name = "pipeline",
    description =
        "a whole Seine: indexing and reading beside bare loops, freshness, latency by stage and load, memory")
public final class BenchPipeline implements Callable<Integer> {
  private static final double[] LEVELS = {0.25, 0.5, 0.75, 0.9};

  /**
   * Every round reads the same pairs as the bare loop: all of them, and again what was read before.
   */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "rerank.reading", "fixed",
          "inference.remembered-scores", "0",
          "inference.remembered-queries", "0");

  /** Whatever the order of the levels, everyone's queries come at the same times. */
  private static final long SEED = 1;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private LiveOptions live = new LiveOptions();
  @Mixin private RoundsOption turns = new RoundsOption(5);
  @Mixin private ReportOptions output = new ReportOptions();

  @Option(
      names = "--queries",
      paramLabel = "N",
      description = "how many are asked in a round at saturation (default: ${DEFAULT-VALUE})")
  private int queries = 40;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description =
          "how long Seine indexes, and reads, before the first round of either, so that the JVMs have compiled what they will (default: ${DEFAULT-VALUE})")
  private int warmUp = 90;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "how long each of the four loads lasts (default: ${DEFAULT-VALUE})")
  private int seconds = 120;

  @Option(
      names = "--probes",
      paramLabel = "N",
      description = "how many documents measure the freshness (default: ${DEFAULT-VALUE})")
  private int probes = 200;

  @Option(
      names = "--soak",
      paramLabel = "MINUTES",
      description = "then saturate it for so long, and show the memory minute by minute")
  private int soak;

  @Option(
      names = "--profile",
      paramLabel = "DIR",
      description =
          "then record the TaskManager at saturation, and show where its time goes; the recording stays there")
  private @Nullable Path profile;

  @Override
  public Integer call() throws Exception {
    requireDefault("rerank.passages", "1");
    requireDefault("rerank.title", "true");
    OptionLimits.atLeast(spec, "--documents", live.documents(), turns.rounds());
    OptionLimits.atLeast(spec, "--queries", queries, 1);
    OptionLimits.atLeast(spec, "--seconds", seconds, 1);
    OptionLimits.atLeast(spec, "--warm-up", warmUp, 0);
    OptionLimits.atLeast(spec, "--probes", probes, 1);
    OptionLimits.atLeast(spec, "--soak", soak, 0);
    Cleanup cleanup = Cleanup.atTheEndOfTheProcess();
    try {
      PipelineReport report = measure(cleanup);
      output.print(report.json(), report.text());
      return 0;
    } finally {
      cleanup.run();
    }
  }

  /** Results show one passage of each hit: which others were read, the bare loop can't know. */
  private void requireDefault(String key, String value) {
    String said = live.settings(SETTINGS).getOrDefault(key, value);
    if (!said.equals(value)) {
      throw new ParameterException(
          spec.commandLine(),
          "%s is %s; here it is %s, so that the bare loop can read the same pairs: those that the results show, under their titles."
              .formatted(key, said, value));
    }
  }

  private PipelineReport measure(Cleanup cleanup) throws Exception {
    SharedSettings settings = new SharedSettings(ClusterOptions.home(), live.settings(SETTINGS));
    Settings ranking = settings.of(RankQueries.NAME, RankQueries.SETTINGS);
    FetchModels.fetch(ranking, BenchPipeline::say);
    BenchCorpus corpus = live.corpus();
    List<IndexingBenchmark.Slice> slices = slices(settings, corpus.documents());
    List<String> texts = corpus.queries().stream().limit(queries).toList();
    if (texts.size() < queries) {
      say("There are %d different queries; a round has no more.".formatted(texts.size()));
    }
    RandomGenerator random = new Random(SEED);
    int cores = ModelInputs.cores(ranking);

    Path dir = TemporaryFolder.create("seine-bench-", cleanup);
    BenchCluster seine = new BenchCluster(dir, settings, BenchPipeline::say);
    cleanup.add(seine::close);
    Peers peers = new Peers(ClusterOptions.home(), dir, cores, BenchPipeline::say);
    Contender bareTexts = peers.bare(Kind.TEXTS, ModelInputs.biEncoder(ranking));
    cleanup.add(bareTexts::close);
    Contender barePairs = peers.bare(Kind.PAIRS, ModelInputs.crossEncoder(ranking));
    cleanup.add(barePairs::close);
    for (SubmittedJob job : SubmittedJob.ALL) {
      seine.awaitRunning(seine.submit(job, settings));
    }
    say("Both jobs run");
    List<JavaProcess> processes = JavaProcess.family("this command");
    processes.forEach(process -> cleanup.add(process::close));

    IndexingBenchmark.Outcome indexing =
        new IndexingBenchmark(seine, bareTexts, processes, BenchPipeline::say)
            .run(slices, Duration.ofSeconds(warmUp));
    ReadingBenchmark.Outcome reading =
        new ReadingBenchmark(seine, barePairs, processes, BenchPipeline::say)
            .run(texts, turns.rounds(), Duration.ofSeconds(warmUp));
    List<LatencyLevel> latency = latency(seine, texts, reading.queriesPerSecond().median(), random);
    HotPath hotPath = profile == null ? null : profile(seine, texts, processes, profile, cores);
    Soak.Outcome soaked =
        soak == 0
            ? null
            : new Soak(seine, JavaProcess.taskManager(processes), BenchPipeline::say)
                .run(corpus.queries(), soak);
    say("Freshness, %d documents".formatted(probes));
    Distribution freshness = new Distribution(new FreshnessProbe(seine, random).run(probes));
    Map<String, Double> peaks = JavaProcess.peaks(processes);
    // Those of Flink end before the start is measured.
    for (JavaProcess process : processes) {
      process.close();
    }
    Spread startup = startup(seine, settings, texts.get(0));
    return new PipelineReport(
        cores,
        indexing,
        freshness,
        ModelInputs.refreshMillis(settings.of(PrepareIndex.NAME, PrepareIndex.SETTINGS)),
        reading,
        latency,
        startup,
        peaks,
        live.settings(SETTINGS),
        soaked,
        hotPath);
  }

  /** One a round. */
  private List<IndexingBenchmark.Slice> slices(SharedSettings settings, List<Document> all) {
    int rounds = turns.rounds();
    List<List<String>> texts =
        ModelInputs.texts(settings.of(IndexDocuments.NAME, IndexDocuments.SETTINGS), all);
    List<IndexingBenchmark.Slice> slices = new ArrayList<>();
    OptionLimits.atLeast(spec, "--documents, of those that there are,", all.size(), rounds);
    for (int i = 0; i < rounds; i++) {
      int from = all.size() * i / rounds;
      int to = all.size() * (i + 1) / rounds;
      slices.add(new IndexingBenchmark.Slice(all.subList(from, to), texts.subList(from, to)));
    }
    return slices;
  }

  private List<LatencyLevel> latency(
      BenchCluster seine, List<String> texts, double saturation, RandomGenerator random)
      throws IOException, InterruptedException {
    List<LatencyLevel> levels = new ArrayList<>();
    for (double part : LEVELS) {
      double rate = part * saturation;
      long[] arrivals = Arrivals.poisson(rate, Duration.ofSeconds(seconds), random);
      OpenLoop load =
          new OpenLoop(
              seine.clients(),
              number -> texts.get(number % texts.size()),
              arrivals,
              QueryStream.DEADLINE);
      try (Progress bar =
          new Progress("Latency at %.0f %%".formatted(100 * part), arrivals.length)) {
        levels.add(
            new LatencyLevel(part, rate, load.run((sent, answered) -> bar.stepTo(answered))));
      }
    }
    return levels;
  }

  private static HotPath profile(
      BenchCluster seine, List<String> texts, List<JavaProcess> processes, Path folder, int cores)
      throws IOException {
    say("Profile, at saturation");
    Path file = folder.resolve("taskmanager.jfr");
    HotPath hotPath =
        new SaturationProfile(seine, JavaProcess.taskManager(processes)).record(texts, file, cores);
    say("The recording is " + file);
    return hotPath;
  }

  /**
   * How long it takes from the submission of rank-queries to Flink processes that never ran a job
   * until the first answer, in seconds.
   */
  private Spread startup(BenchCluster seine, SharedSettings settings, String text)
      throws IOException {
    int rounds = turns.rounds();
    List<Double> taken = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      say("Start, round %d of %d".formatted(round, rounds));
      seine.restartFlink();
      long start = System.nanoTime();
      seine.submit(rankQueries(), settings);
      seine.ask(List.of(QueryStream.query(text)).iterator(), 1, result -> {});
      taken.add((System.nanoTime() - start) / 1e9);
    }
    return Spread.of(taken);
  }

  private static SubmittedJob rankQueries() {
    return SubmittedJob.named(RankQueries.NAME).orElseThrow();
  }

  private static void say(String line) {
    Console.err().println("· " + line);
  }
}
