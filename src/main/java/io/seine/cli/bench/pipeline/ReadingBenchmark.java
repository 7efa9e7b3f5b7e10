package io.seine.cli.bench.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.cli.bench.inference.Contender;
import io.seine.cli.bench.inference.ReadingSet;
import io.seine.cli.bench.inference.ReadingSet.Group;
import io.seine.cli.bench.inference.ReadingSet.Kind;
import io.seine.cli.bench.live.LiveSeine;
import io.seine.cli.bench.load.QueryStream;
import io.seine.cli.bench.measure.BenchException;
import io.seine.cli.bench.measure.Comparison;
import io.seine.cli.bench.measure.CpuMeter;
import io.seine.cli.bench.measure.JavaProcess;
import io.seine.cli.bench.measure.Spread;
import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Hit;
import io.seine.text.Headed;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How many queries and pairs a second are read when there is always another query, beside a bare
 * loop that reads the very same pairs. For that Seine has to read every candidate, and to remember
 * nothing of earlier rounds.
 */
final class ReadingBenchmark {
  /** As many hits as a query may have candidates, so that the results name every pair. */
  private static final int ALL_HITS = 200;

  private final LiveSeine seine;
  private final Contender bare;
  private final List<JavaProcess> processes;
  private final Consumer<String> progress;

  /**
   * What came of it.
   *
   * @param pairs that were read in a round
   * @param otherPairs those of the hits that came, in all rounds, whose pair is not among those
   *     that the bare loop read: 0, unless the index has changed
   * @param pairsPerSecond the bare loop's and Seine's
   * @param queriesPerSecond Seine's
   * @param cores that each process was busy on while Seine read; and while the bare loop did
   */
  record Outcome(
      int rounds,
      int queries,
      int pairs,
      int otherPairs,
      Comparison pairsPerSecond,
      Spread queriesPerSecond,
      Map<String, Double> cores,
      Map<String, Double> coresBare) {}

  /**
   * @param bare reads pairs
   * @param processes whose time is measured
   */
  ReadingBenchmark(
      LiveSeine seine, Contender bare, List<JavaProcess> processes, Consumer<String> progress) {
    this.seine = seine;
    this.bare = bare;
    this.processes = processes;
    this.progress = progress;
  }

  /**
   * Asks all queries in every round, after one that tells which pairs are read.
   *
   * @param queries each another text
   * @param warmUp how long they are asked over and over before the first round
   */
  Outcome run(List<String> queries, int rounds, Duration warmUp) throws IOException {
    progress.accept("Reading, warming up: Seine");
    long warmAt = System.nanoTime() + warmUp.toNanos();
    ReadingSet set = pairs(queries);
    while (System.nanoTime() < warmAt) {
      seine.ask(QueryStream.of(queries), QueryStream.SATURATING, result -> {});
    }
    progress.accept("Reading, warming up: the bare loop");
    bare.load(set);
    bare.run();
    Set<String> known = new HashSet<>();
    set.groups().forEach(group -> group.passages().forEach(text -> known.add(key(group, text))));
    CpuMeter meter = new CpuMeter(processes);
    CpuMeter meterBare = new CpuMeter(processes);
    List<Comparison.Round> speeds = new ArrayList<>();
    List<Double> queriesPerSecond = new ArrayList<>();
    int otherPairs = 0;
    for (int round = 1; round <= rounds; round++) {
      progress.accept("Reading, round %d of %d: the bare loop".formatted(round, rounds));
      meterBare.start();
      double bareSeconds = bare.run() / 1e9;
      meterBare.stop();
      progress.accept("Reading, round %d of %d: Seine".formatted(round, rounds));
      List<RankedResult> results = new ArrayList<>();
      meter.start();
      long start = System.nanoTime();
      seine.ask(QueryStream.of(queries), QueryStream.SATURATING, results::add);
      double seconds = (System.nanoTime() - start) / 1e9;
      meter.stop();
      requireWhole(results, set);
      otherPairs += count(results, known);
      speeds.add(new Comparison.Round(set.size() / bareSeconds, set.size() / seconds));
      queriesPerSecond.add(queries.size() / seconds);
    }
    return new Outcome(
        rounds,
        queries.size(),
        set.size(),
        otherPairs,
        Comparison.of(speeds),
        Spread.of(queriesPerSecond),
        meter.cores(),
        meterBare.cores());
  }

  /** Which pairs are read for these queries, each in the order of the retrieval. */
  private ReadingSet pairs(List<String> queries) throws IOException {
    Map<String, Group> groups = new LinkedHashMap<>();
    queries.forEach(query -> groups.put(query, new Group(query, List.of())));
    List<ObjectNode> messages =
        queries.stream().map(text -> QueryStream.query(text).put("k", ALL_HITS)).toList();
    seine.ask(
        messages.iterator(),
        QueryStream.SATURATING,
        result -> groups.put(result.text(), new Group(result.text(), passages(result))));
    ReadingSet set = new ReadingSet("what Seine reads", Kind.PAIRS, List.copyOf(groups.values()));
    if (set.size() == 0) {
      throw new BenchException("No query has anything to read: the index holds nothing.", null);
    }
    return set;
  }

  private static List<String> passages(RankedResult result) {
    return result.hits().stream()
        .filter(Hit::reranked)
        .sorted(Comparator.comparingInt(hit -> hit.retrieval().rank()))
        .map(ReadingBenchmark::passage)
        .toList();
  }

  private static String passage(Hit hit) {
    return Headed.text(hit.title(), hit.passage());
  }

  private static String key(Group group, String passage) {
    return group.query() + "\n" + passage;
  }

  /** What was not read whole would count as fast. */
  private static void requireWhole(List<RankedResult> results, ReadingSet set) {
    int read = results.stream().mapToInt(RankedResult::reranked).sum();
    if (read != set.size()) {
      throw new BenchException(
          "Seine read %d pairs in this round, and %d when it told which. They are the same where rerank.reading is fixed, no document comes meanwhile, and no deadline is too near."
              .formatted(read, set.size()),
          null);
    }
  }

  private static int count(List<RankedResult> results, Set<String> known) {
    int others = 0;
    for (RankedResult result : results) {
      Group group = new Group(result.text(), List.of());
      for (Hit hit : result.hits()) {
        if (hit.reranked() && !known.contains(key(group, passage(hit)))) {
          others++;
        }
      }
    }
    return others;
  }
}
