package io.seine.cli.bench.remembered;

import io.seine.cli.bench.live.BenchCluster;
import io.seine.cli.bench.live.LiveOptions;
import io.seine.cli.bench.load.BenchCorpus;
import io.seine.cli.bench.load.QueryStream;
import io.seine.cli.bench.load.ZipfSampler;
import io.seine.cli.bench.measure.BenchException;
import io.seine.cli.bench.measure.Comparison;
import io.seine.cli.bench.measure.ReportOptions;
import io.seine.cli.bench.measure.Spread;
import io.seine.cli.options.ClusterOptions;
import io.seine.cli.options.OptionLimits;
import io.seine.cli.options.RoundsOption;
import io.seine.cli.terminal.Cleanup;
import io.seine.cli.terminal.Console;
import io.seine.cli.terminal.TemporaryFolder;
import io.seine.job.FetchModels;
import io.seine.job.IndexDocuments;
import io.seine.job.RankQueries;
import io.seine.job.SubmittedJob;
import io.seine.local.SharedSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code seine bench remembered}: what remembered scores are worth on queries of which some come
 * again, as Zipf's law has it.
 */
@Command(
    name = "remembered",
    description = "queries that come again, by Zipf's law: scores remembered against not")
public final class BenchRemembered implements Callable<Integer> {
  /** Queries that warm up what is compiled, and that do not come again. */
  private static final int WARMING = 16;

  private static final Map<String, String> OFF =
      Map.of("inference.remembered-scores", "0", "inference.remembered-queries", "0");

  private static final Pattern READ =
      Pattern.compile("rerank-candidates\\.seine\\.model_runs_by\\..*");
  private static final Pattern REMEMBERED =
      Pattern.compile("rerank-candidates\\.seine\\.model_remembered_by\\..*");

  /** Flink's page learns of a metric some time later. */
  private static final long METRIC_PATIENCE_SECONDS = 60;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private LiveOptions live = new LiveOptions();
  @Mixin private RoundsOption turns = new RoundsOption(3);
  @Mixin private ReportOptions output = new ReportOptions();

  @Option(
      names = "--exponent",
      paramLabel = "S",
      description = "of Zipf's law; 0: all equally often (default: ${DEFAULT-VALUE})")
  private double exponent = 1;

  @Option(
      names = "--distinct",
      paramLabel = "N",
      description = "how many different queries there are to draw from (default: ${DEFAULT-VALUE})")
  private int distinct = 1_000;

  @Option(
      names = "--queries",
      paramLabel = "N",
      description = "how many are drawn in a round (default: ${DEFAULT-VALUE})")
  private int queries = 300;

  /** Speed, and the part of the pairs that were not read. */
  private record Run(double queriesPerSecond, double hitRate) {}

  @Override
  public Integer call() throws Exception {
    OptionLimits.atLeast(spec, "--documents", live.documents(), 1);
    OptionLimits.atLeast(spec, "--distinct", distinct, 1);
    OptionLimits.atLeast(spec, "--queries", queries, 1);
    OptionLimits.notNegative(spec, "--exponent", exponent);
    Cleanup cleanup = Cleanup.atTheEndOfTheProcess();
    try {
      RememberedReport report = measure(cleanup);
      output.print(report.json(), report.text());
      return 0;
    } finally {
      cleanup.run();
    }
  }

  private RememberedReport measure(Cleanup cleanup) throws Exception {
    int rounds = turns.rounds();
    // A query reads the same pairs whether they are remembered or not.
    Map<String, String> own = Map.of("rerank.reading", "fixed");
    SharedSettings settings = new SharedSettings(ClusterOptions.home(), live.settings(own));
    FetchModels.fetch(settings.of(RankQueries.NAME, RankQueries.SETTINGS), BenchRemembered::say);
    BenchCorpus corpus = live.corpus();
    BenchCluster seine =
        new BenchCluster(
            TemporaryFolder.create("seine-bench-", cleanup), settings, BenchRemembered::say);
    cleanup.add(seine::close);
    index(seine, corpus, settings);

    List<String> all = QueryStream.distinct(corpus.queries(), distinct + WARMING);
    List<String> warming = all.subList(distinct, all.size());
    List<Comparison.Round> speeds = new ArrayList<>();
    List<Double> hitRates = new ArrayList<>();
    double drawn = 0;
    for (int round = 1; round <= rounds; round++) {
      ZipfSampler sampler = new ZipfSampler(distinct, exponent, new Random(round));
      List<String> stream = Stream.generate(sampler::next).limit(queries).map(all::get).toList();
      drawn += (double) new HashSet<>(stream).size() / rounds;
      say("Round %d of %d: nothing remembered".formatted(round, rounds));
      Run off = run(seine, settings.with(OFF), warming, stream);
      say("Round %d of %d: scores remembered".formatted(round, rounds));
      Run on = run(seine, settings, warming, stream);
      speeds.add(new Comparison.Round(off.queriesPerSecond(), on.queriesPerSecond()));
      hitRates.add(on.hitRate());
    }
    return new RememberedReport(
        exponent, distinct, queries, drawn, rounds, Comparison.of(speeds), Spread.of(hitRates));
  }

  /** The job that indexes is stopped again: it would keep the models, with what they remember. */
  private static void index(BenchCluster seine, BenchCorpus corpus, SharedSettings settings)
      throws IOException, InterruptedException {
    String job = seine.submit(job(IndexDocuments.NAME), settings);
    seine.awaitRunning(job);
    seine.publish(corpus.documents());
    seine.awaitSearchable(corpus.documents().size());
    seine.stop(job);
  }

  private static SubmittedJob job(String name) {
    return SubmittedJob.named(name).orElseThrow();
  }

  /** A job of its own, so that nothing is remembered at its start. */
  private static Run run(
      BenchCluster seine, SharedSettings settings, List<String> warming, List<String> stream)
      throws IOException, InterruptedException {
    String job = seine.submit(job(RankQueries.NAME), settings);
    seine.awaitRunning(job);
    AtomicLong pairs = new AtomicLong();
    seine.ask(
        QueryStream.of(warming),
        QueryStream.SATURATING,
        result -> pairs.addAndGet(result.reranked()));
    long warmed = pairs.get();
    long start = System.nanoTime();
    seine.ask(
        QueryStream.of(stream),
        QueryStream.SATURATING,
        result -> pairs.addAndGet(result.reranked()));
    double seconds = (System.nanoTime() - start) / 1e9;
    long remembered = remembered(seine, job, pairs.get());
    seine.stop(job);
    return new Run(stream.size() / seconds, (double) remembered / (pairs.get() - warmed));
  }

  /** How many of the pairs were not read, once the metrics know of all of them. */
  private static long remembered(BenchCluster seine, String job, long pairs)
      throws InterruptedException {
    long giveUpAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(METRIC_PATIENCE_SECONDS);
    while (System.nanoTime() < giveUpAt) {
      long remembered = seine.ofTheProcess(job, REMEMBERED);
      if (seine.ofTheProcess(job, READ) + remembered >= pairs) {
        return remembered;
      }
      TimeUnit.SECONDS.sleep(1);
    }
    throw new BenchException(
        "After %d s the metrics of rank-queries do not know of all %d pairs."
            .formatted(METRIC_PATIENCE_SECONDS, pairs),
        null);
  }

  private static void say(String line) {
    Console.err().println("· " + line);
  }
}
