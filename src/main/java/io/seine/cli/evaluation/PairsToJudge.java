package io.seine.cli.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Hit;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The pairs of query and document that are worth a judgement: the first ten of the retrieval and of
 * the reranking, pooled, where the two orders differ the most. A judgement there says most about
 * which of them is better.
 */
public final class PairsToJudge {
  private static final int POOL = 10;

  private final List<Pair> pairs;

  /**
   * A pair.
   *
   * @param weight how much of a query's discounted gain the place of the document decides
   */
  record Pair(String query, Hit hit, double weight) {}

  /**
   * @param retrieved the answers of the retrieval, in the order of the queries
   * @param reranked likewise
   */
  public PairsToJudge(
      List<JudgedQuery> queries, List<RankedResult> retrieved, List<RankedResult> reranked) {
    List<List<Pair>> byQuery = new ArrayList<>();
    for (int i = 0; i < queries.size(); i++) {
      byQuery.add(pool(queries.get(i), retrieved.get(i), reranked.get(i)));
    }
    byQuery.sort(Comparator.comparingDouble(PairsToJudge::weight).reversed());
    pairs = byQuery.stream().flatMap(List::stream).toList();
  }

  private static double weight(List<Pair> pairs) {
    return pairs.stream().mapToDouble(Pair::weight).sum();
  }

  private static List<Pair> pool(JudgedQuery query, RankedResult retrieved, RankedResult reranked) {
    Map<String, Hit> pooled = new LinkedHashMap<>();
    for (RankedResult result : List.of(reranked, retrieved)) {
      result.hits().stream().limit(POOL).forEach(hit -> pooled.putIfAbsent(hit.id(), hit));
    }
    List<String> before = JudgedRun.ids(retrieved);
    List<String> after = JudgedRun.ids(reranked);
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
    return index < 0 || index >= POOL ? 0 : 1 / (Math.log(index + 2) / Math.log(2));
  }

  /**
   * Writes the first of them as a file of judgements whose grades are to be filled in, with the
   * title and the passage to judge by.
   *
   * @return how many it holds
   */
  public int write(Path file, int most) throws IOException {
    List<Pair> first = pairs.subList(0, Math.min(most, pairs.size()));
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
