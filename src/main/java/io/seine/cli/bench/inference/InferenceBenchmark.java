package io.seine.cli.bench.inference;

import io.seine.cli.bench.measure.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Lets contenders read the same sets in turn (A B A B), so that what else the machine does falls on
 * all of them, and compares each with the first within the round.
 */
public final class InferenceBenchmark {
  private final List<Contender> contenders;
  private final int rounds;
  private final Consumer<String> progress;

  /**
   * @param contenders the first of those that read a set is what the others are compared with
   * @param progress is told in a line what is being measured
   */
  public InferenceBenchmark(List<Contender> contenders, int rounds, Consumer<String> progress) {
    this.contenders = contenders;
    this.rounds = rounds;
    this.progress = progress;
  }

  /**
   * What a contender did with a set.
   *
   * @param perSecond pairs or texts a second
   * @param ratio of its speed to the first contender's in the same round
   */
  public record Result(String contender, Spread perSecond, Spread ratio) {}

  /** Measures every set, after one round that does not count. */
  public Map<ReadingSet, List<Result>> run(List<ReadingSet> sets) {
    Map<ReadingSet, List<Result>> results = new LinkedHashMap<>();
    sets.forEach(set -> results.put(set, run(set)));
    return results;
  }

  private List<Result> run(ReadingSet set) {
    List<Contender> readers =
        contenders.stream().filter(contender -> contender.reads(set.kind())).toList();
    Map<Contender, List<Double>> perSecond = new LinkedHashMap<>();
    Map<Contender, List<Double>> ratios = new LinkedHashMap<>();
    for (Contender reader : readers) {
      perSecond.put(reader, new ArrayList<>());
      ratios.put(reader, new ArrayList<>());
      reader.load(set);
      reader.run();
    }
    for (int round = 1; round <= rounds; round++) {
      double first = 0;
      for (Contender reader : readers) {
        progress.accept(
            "%s %s, round %d of %d: %s"
                .formatted(set.name(), label(set.kind()), round, rounds, reader.name()));
        double speed = set.size() / (reader.run() / 1e9);
        first = first == 0 ? speed : first;
        perSecond.computeIfAbsent(reader, r -> new ArrayList<>()).add(speed);
        ratios.computeIfAbsent(reader, r -> new ArrayList<>()).add(speed / first);
      }
    }
    List<Result> results = new ArrayList<>();
    perSecond.forEach(
        (reader, speeds) ->
            results.add(
                new Result(
                    reader.name(),
                    Spread.of(speeds),
                    Spread.of(ratios.getOrDefault(reader, List.of())))));
    return results;
  }

  static String label(ReadingSet.Kind kind) {
    return kind == ReadingSet.Kind.PAIRS ? "pairs" : "texts";
  }
}
