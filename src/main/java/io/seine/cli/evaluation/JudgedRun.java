package io.seine.cli.evaluation;

import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Status;
import io.seine.message.RankedResult.Timings;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How good the answers to judged queries are, in some modes. Of an answer it keeps what a report
 * tells of it: no passage, and titles of the greatest losses alone, so that thousands of queries
 * fit into memory.
 */
public final class JudgedRun {
  private final String collection;
  private final List<JudgedQuery> queries;
  private final @Nullable Integer passages;
  private final Map<Mode, Judged[]> judged = new EnumMap<>(Mode.class);
  private final ReadAnswer[] read;
  private final WorstLosses losses = new WorstLosses(RerankingEffect.LOSSES);

  /** What is kept of every answer. */
  private record Judged(Measures measures, Timings timings, boolean readToTheEnd) {}

  /**
   * A run without answers.
   *
   * @param collection what the queries are of, for the report's title
   * @param passages how many of each candidate the queries asked to have read; null: they left it
   *     to the job's settings
   */
  public JudgedRun(String collection, List<JudgedQuery> queries, @Nullable Integer passages) {
    this.collection = collection;
    this.queries = List.copyOf(queries);
    this.passages = passages;
    this.read = new ReadAnswer[queries.size()];
  }

  /**
   * Judges an answer. A query is answered without reading before it is answered with it; a report
   * needs all queries in each mode that has any.
   *
   * @param index of the query
   */
  public void add(Mode mode, int index, RankedResult answer) {
    JudgedQuery query = queries.get(index);
    List<String> ranking = answer.hits().stream().map(RankedResult.Hit::id).toList();
    Measures measures = Measures.of(ranking, query.grades());
    judged.computeIfAbsent(mode, added -> new Judged[queries.size()])[index] =
        new Judged(measures, answer.timings(), answer.status() == Status.RANKED);
    if (mode == Mode.HYBRID) {
      losses.retrieved(index, query, answer, measures.ndcg());
    } else if (mode == Mode.RERANKED) {
      losses.reranked(index, query, answer, measures.ndcg());
      read[index] = ReadAnswer.of(query, answer);
    }
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
    return List.copyOf(judged.keySet());
  }

  Measures measures(Mode mode, int query) {
    return judged(mode)[query].measures();
  }

  /** A measure of each query. */
  double[] values(Mode mode, Measure measure) {
    return Arrays.stream(judged(mode)).map(Judged::measures).mapToDouble(measure::of).toArray();
  }

  List<Timings> timings(Mode mode) {
    return Arrays.stream(judged(mode)).map(Judged::timings).toList();
  }

  /** How many of the reranked answers were not read to the end. */
  long incomplete() {
    return Arrays.stream(judged(Mode.RERANKED)).filter(answer -> !answer.readToTheEnd()).count();
  }

  /** The reranked answers, in the order of the queries. */
  List<ReadAnswer> read() {
    return List.of(read);
  }

  /** The queries that reranking harmed the most, the greatest loss first. */
  List<RerankingEffect.Loss> losses() {
    return losses.greatestFirst();
  }

  private Judged[] judged(Mode mode) {
    return Objects.requireNonNull(judged.get(mode));
  }
}
