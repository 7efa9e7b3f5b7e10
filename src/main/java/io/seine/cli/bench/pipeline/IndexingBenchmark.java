package io.seine.cli.bench.pipeline;

import io.seine.cli.bench.inference.Contender;
import io.seine.cli.bench.inference.ReadingSet;
import io.seine.cli.bench.inference.ReadingSet.Group;
import io.seine.cli.bench.inference.ReadingSet.Kind;
import io.seine.cli.bench.live.LiveSeine;
import io.seine.cli.bench.load.WarmUpDocuments;
import io.seine.cli.bench.measure.Comparison;
import io.seine.cli.bench.measure.CpuMeter;
import io.seine.cli.bench.measure.JavaProcess;
import io.seine.message.Document;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How fast documents are indexed, from their publication until all of them can be found, beside a
 * bare loop that embeds the same texts. Every round has documents of its own: what was indexed
 * before may be known by now.
 */
final class IndexingBenchmark {
  /** A few seconds of work. */
  private static final int WARM_UP_STEP = 100;

  private final LiveSeine seine;
  private final Contender bare;
  private final List<JavaProcess> processes;
  private final Consumer<String> progress;

  /**
   * The documents of a round.
   *
   * @param texts what is embedded of each
   */
  record Slice(List<Document> documents, List<List<String>> texts) {}

  /**
   * What came of it.
   *
   * @param documents how many each round had, on average
   * @param texts likewise
   * @param perSecond documents a second
   * @param cores that each process was busy on while Seine indexed
   */
  record Outcome(
      int rounds,
      double documents,
      double texts,
      Comparison perSecond,
      Map<String, Double> cores) {}

  /**
   * @param bare reads texts
   * @param processes whose time is measured
   */
  IndexingBenchmark(
      LiveSeine seine, Contender bare, List<JavaProcess> processes, Consumer<String> progress) {
    this.seine = seine;
    this.bare = bare;
    this.processes = processes;
    this.progress = progress;
  }

  /**
   * Indexes every slice.
   *
   * @param slices one for each round
   * @param warmUp how long others are indexed before the first
   */
  public Outcome run(List<Slice> slices, Duration warmUp) throws IOException, InterruptedException {
    CpuMeter meter = new CpuMeter(processes);
    List<Comparison.Round> rounds = new ArrayList<>();
    long found = warmUp(slices.get(0), warmUp);
    long documents = 0;
    long texts = 0;
    for (int i = 0; i < slices.size(); i++) {
      Slice slice = slices.get(i);
      String round = "round %d of %d".formatted(i + 1, slices.size());
      progress.accept("Indexing, %s: the bare loop".formatted(round));
      ReadingSet set = set(slice);
      bare.load(set);
      double bareSeconds = bare.run() / 1e9;
      progress.accept("Indexing, %s: Seine".formatted(round));
      int size = slice.documents().size();
      found += size;
      meter.start();
      long start = System.nanoTime();
      seine.publish(slice.documents());
      seine.awaitSearchable(found);
      double seconds = (System.nanoTime() - start) / 1e9;
      meter.stop();
      rounds.add(new Comparison.Round(size / bareSeconds, size / seconds));
      documents += size;
      texts += set.size();
    }
    double count = rounds.size();
    return new Outcome(
        rounds.size(), documents / count, texts / count, Comparison.of(rounds), meter.cores());
  }

  /**
   * Indexes documents like those of a slice.
   *
   * @return how many
   */
  private long warmUp(Slice like, Duration duration) throws IOException, InterruptedException {
    progress.accept("Indexing, warming up: the bare loop");
    bare.load(set(like));
    bare.run();
    progress.accept("Indexing, warming up: Seine");
    WarmUpDocuments documents = new WarmUpDocuments(like.documents());
    long end = System.nanoTime() + duration.toNanos();
    long indexed = 0;
    do {
      seine.publish(documents.next(WARM_UP_STEP));
      indexed += WARM_UP_STEP;
      seine.awaitSearchable(indexed);
    } while (System.nanoTime() < end);
    return indexed;
  }

  private static ReadingSet set(Slice slice) {
    return new ReadingSet(
        "documents",
        Kind.TEXTS,
        slice.texts().stream().map(texts -> new Group("", texts)).toList());
  }
}
