package io.seine.cli.models;

import io.seine.cli.bench.inference.Contender;
import io.seine.cli.bench.inference.InferenceBenchmark;
import io.seine.cli.bench.inference.InferenceReport;
import io.seine.cli.bench.inference.ModelContender;
import io.seine.cli.bench.inference.ReadingSet;
import io.seine.cli.bench.inference.ReadingSets;
import io.seine.cli.corpus.ConfigurationReference;
import io.seine.cli.corpus.JudgedQuestions;
import io.seine.message.Document;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How fast a model reads the built-in texts on this machine, beside another in turn (A B A B). */
public final class SpeedTrial {
  private final int rounds;
  private final int size;
  private final int cores;
  private final Consumer<String> progress;

  /**
   * @param rounds how often each reads the same texts
   * @param size how many texts it reads each time
   * @param progress is told in a line what is being measured
   */
  public SpeedTrial(int rounds, int size, int cores, Consumer<String> progress) {
    this.rounds = rounds;
    this.size = size;
    this.cores = cores;
    this.progress = progress;
  }

  /**
   * What was measured.
   *
   * @param text all of it, as a table
   * @param ratios of the speed of the added model to that of the other, by the name of what they
   *     read, texts as the jobs have them first; 1 where there is no other
   */
  public record Result(String text, Map<String, Double> ratios) {}

  /**
   * Measures.
   *
   * @param present what the added one is compared with, of its kind; null for nothing
   */
  public Result run(ModelContender added, @Nullable ModelContender present) {
    List<Contender> contenders = new ArrayList<>();
    if (present != null) {
      contenders.add(present);
    }
    contenders.add(added);
    List<ReadingSet> sets =
        new ReadingSets(questions(), passages())
            .all(size).stream().filter(set -> added.reads(set.kind())).toList();
    Map<ReadingSet, List<InferenceBenchmark.Result>> results =
        new InferenceBenchmark(contenders, rounds, progress).run(sets);
    Map<String, Double> ratios = new LinkedHashMap<>();
    for (ReadingSet set : sets) {
      List<InferenceBenchmark.Result> result = Objects.requireNonNull(results.get(set));
      ratios.put(set.name(), result.get(result.size() - 1).ratio().median());
    }
    return new Result(
        new InferenceReport(results, added::meanTokens, cores).text().stripTrailing(), ratios);
  }

  private static List<String> questions() {
    return JudgedQuestions.all().stream().map(JudgedQuestions.Question::text).toList();
  }

  private static List<String> passages() {
    return ConfigurationReference.documents().stream().map(Document::text).toList();
  }
}
