package io.seine.cli.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Hit;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The pairs of query and document that are worth a judgement: the first ten of the retrieval and of
 * the reranking, pooled, where the two orders differ the most. A judgement there says most about
 * which of them is better.
 */
public final class PairsToJudge {
  private static final int POOL = 10;

  private final List<JudgedQuery> queries;
  private final Map<Integer, List<Hit>> retrieved = new HashMap<>();
  private final Map<Integer, List<Pair>> pools = new TreeMap<>();

  /**
   * A pair.
   *
   * @param weight how much of a query's discounted gain the place of the document decides
   */
  record Pair(String query, Hit hit, double weight) {}

  /** The questions of a text file, one a line: the first so many, each once. */
  public static List<JudgedQuery> questions(Path file, int most) throws IOException {
    return Files.readAllLines(file, UTF_8).stream()
        .filter(line -> !line.isBlank())
        .map(line -> JudgedQuery.unjudged(line.strip()))
        .distinct()
        .limit(most)
        .toList();
  }

  /** None yet. */
  public PairsToJudge(List<JudgedQuery> queries) {
    this.queries = List.copyOf(queries);
  }

  /**
   * Takes an answer in the mode hybrid or, after that, reranked, of which it keeps the first ten
   * hits.
   *
   * @param index of its query
   */
  public void add(Mode mode, int index, RankedResult answer) {
    List<Hit> first = answer.hits().stream().limit(POOL).toList();
    if (mode == Mode.HYBRID) {
      retrieved.put(index, first);
    } else {
      List<Hit> before = Objects.requireNonNull(retrieved.remove(index));
      pools.put(index, pool(queries.get(index), before, first));
    }
  }

  private static double weight(List<Pair> pairs) {
    return pairs.stream().mapToDouble(Pair::weight).sum();
  }

  private static List<Pair> pool(JudgedQuery query, List<Hit> retrieved, List<Hit> reranked) {
    Map<String, Hit> pooled = new LinkedHashMap<>();
    for (List<Hit> hits : List.of(reranked, retrieved)) {
      hits.forEach(hit -> pooled.putIfAbsent(hit.id(), hit));
    }
    List<String> before = retrieved.stream().map(Hit::id).toList();
    List<String> after = reranked.stream().map(Hit::id).toList();
    return pooled.values().stream()
        .filter(hit -> !query.grades().containsKey(hit.id()))
        .map(
            hit ->
                new Pair(
                    query.text(),
                    hit,
                    Math.abs(gain(after.indexOf(hit.id())) - gain(before.indexOf(hit.id())))))
        .sorted(Comparator.comparingDouble(Pair::weight).reversed())
        .toList();
  }

  private static double gain(int index) {
    return index < 0 ? 0 : 1 / (Math.log(index + 2) / Math.log(2));
  }

  /**
   * Writes the first of them as a file of judgements whose grades are to be filled in, with the
   * title and the passage to judge by.
   *
   * @return how many it holds
   */
  public int write(Path file, int most) throws IOException {
    List<Pair> first =
        pools.values().stream()
            .sorted(Comparator.comparingDouble(PairsToJudge::weight).reversed())
            .flatMap(List::stream)
            .limit(most)
            .toList();
    try (BufferedWriter out = Files.newBufferedWriter(file, UTF_8)) {
      out.write("query\tid\tgrade\ttitle\tpassage\n");
      for (Pair pair : first) {
        out.write(
            String.join(
                "\t",
                cell(pair.query()),
                pair.hit().id(),
                "",
                cell(pair.hit().title()),
                cell(pair.hit().passage())));
        out.write("\n");
      }
    }
    return first.size();
  }

  private static String cell(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}
