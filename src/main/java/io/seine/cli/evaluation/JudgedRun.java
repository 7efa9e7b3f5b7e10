package io.seine.cli.evaluation;

import io.seine.message.RankedResult;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The answers to judged queries in some modes, and how good each answer is. */
public final class JudgedRun {
  private final String collection;
  private final List<JudgedQuery> queries;
  private final @Nullable Integer passages;
  private final Map<Mode, List<RankedResult>> answers;
  private final Map<Mode, List<Measures>> measures = new EnumMap<>(Mode.class);

  /**
   * @param collection what the queries are of, for the report's title
   * @param passages how many of each candidate the queries asked to have read; null: they left it
   *     to the job's settings
   * @param answers in the order of the queries
   */
  public JudgedRun(
      String collection,
      List<JudgedQuery> queries,
      @Nullable Integer passages,
      Map<Mode, List<RankedResult>> answers) {
    this.collection = collection;
    this.queries = List.copyOf(queries);
    this.passages = passages;
    this.answers = new EnumMap<>(answers);
    this.answers.forEach(
        (mode, results) -> {
          List<Measures> judged = new ArrayList<>();
          for (int i = 0; i < queries.size(); i++) {
            judged.add(Measures.of(ids(results.get(i)), queries.get(i).grades()));
          }
          measures.put(mode, judged);
        });
  }

  static List<String> ids(RankedResult result) {
    return result.hits().stream().map(RankedResult.Hit::id).toList();
  }

  String collection() {
    return collection;
  }

  List<JudgedQuery> queries() {
    return queries;
  }

  @Nullable Integer passages() {
    return passages;
  }

  /** In the order in which they are listed. */
  List<Mode> modes() {
    return List.copyOf(answers.keySet());
  }

  List<RankedResult> answers(Mode mode) {
    return Objects.requireNonNull(answers.get(mode));
  }

  Measures measures(Mode mode, int query) {
    return Objects.requireNonNull(measures.get(mode)).get(query);
  }

  /** A measure of each query. */
  double[] values(Mode mode, Measure measure) {
    return Objects.requireNonNull(measures.get(mode)).stream().mapToDouble(measure::of).toArray();
  }

  /** How many of the reranked answers were not read to the end. */
  long incomplete() {
    return answers(Mode.RERANKED).stream()
        .filter(result -> result.status() != RankedResult.Status.RANKED)
        .count();
  }
}
