package io.seine.cli.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MeasuresTest {
  @Test
  void discountsGainsByTheLogarithmOfTheRank() {
    Measures measures = Measures.of(List.of("x", "b", "y", "a"), Map.of("a", 2, "b", 1));
    double log2of5 = Math.log(5) / Math.log(2);
    double log2of3 = Math.log(3) / Math.log(2);
    assertThat(measures.ndcg())
        .isCloseTo((1 / log2of3 + 2 / log2of5) / (2 + 1 / log2of3), within(1e-12));
    assertThat(measures.reciprocalRank()).isEqualTo(0.5);
    assertThat(measures.recall100()).isEqualTo(1);
  }

  @Test
  void aPerfectRankingHasOneOfEach() {
    assertThat(Measures.of(List.of("a", "b"), Map.of("a", 2, "b", 1)))
        .isEqualTo(new Measures(1, 1, 1, 1, 1));
  }

  @Test
  void whatStandsBelowTheCutDoesNotCount() {
    List<String> ranking = IntStream.range(0, 200).mapToObj(i -> "d" + i).toList();
    assertThat(Measures.of(ranking, Map.of("d10", 1))).isEqualTo(new Measures(0, 0, 0, 1, 1));
    assertThat(Measures.of(ranking, Map.of("d100", 1, "d99", 1)))
        .isEqualTo(new Measures(0, 0, 0, 0, 0.5));
  }

  @Test
  void judgedNotRelevantIsNotRelevant() {
    assertThat(Measures.of(List.of("a"), Map.of("a", 0))).isEqualTo(new Measures(0, 0, 0, 0, 0));
    assertThat(Measures.of(List.of("a", "b"), Map.of("a", 0, "b", 1)).reciprocalRank())
        .isEqualTo(0.5);
  }

  @Test
  void anEmptyRankingHasNothing() {
    assertThat(Measures.of(List.of(), Map.of("a", 1))).isEqualTo(new Measures(0, 0, 0, 0, 0));
  }

  /**
   * Made by src/test/reference/make_measures.py: ties, grades from −1 to 3, queries without any.
   */
  @Test
  void areThoseOfPytrecEval() throws Exception {
    JsonNode stored;
    try (InputStream file = MeasuresTest.class.getResourceAsStream("/evaluation/measures.json")) {
      stored = new ObjectMapper().readTree(file);
    }
    List<String> queries = new ArrayList<>();
    stored.path("run").fieldNames().forEachRemaining(queries::add);
    assertThat(queries).hasSize(40);
    for (String query : queries) {
      Map<String, Integer> grades = new HashMap<>();
      stored
          .path("qrels")
          .path(query)
          .fields()
          .forEachRemaining(entry -> grades.put(entry.getKey(), entry.getValue().asInt()));
      Measures measures = Measures.of(trecOrder(stored.path("run").path(query)), grades);
      JsonNode expected = stored.path("expected").path(query);
      Map.of(
              Measure.NDCG, "ndcg_cut_10",
              Measure.MRR, "recip_rank",
              Measure.RECALL_10, "recall_10",
              Measure.RECALL_50, "recall_50",
              Measure.RECALL_100, "recall_100")
          .forEach(
              (measure, name) ->
                  assertThat(measure.of(measures))
                      .as(query + " " + name)
                      .isCloseTo(expected.path(name).asDouble(Double.NaN), within(1e-6)));
    }
  }

  /** As trec_eval sorts a run: by score, and of equal ones the later id first. */
  private static List<String> trecOrder(JsonNode scores) {
    List<String> ids = new ArrayList<>();
    scores.fieldNames().forEachRemaining(ids::add);
    ids.sort(
        Comparator.comparingDouble((String id) -> scores.path(id).asDouble())
            .thenComparing(Comparator.naturalOrder())
            .reversed());
    return ids;
  }
}
