package io.seine.cli.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
    assertThat(measures.recall()).isEqualTo(1);
  }

  @Test
  void aPerfectRankingHasOneOfEach() {
    assertThat(Measures.of(List.of("a", "b"), Map.of("a", 2, "b", 1)))
        .isEqualTo(new Measures(1, 1, 1));
  }

  @Test
  void whatStandsBelowTheCutDoesNotCount() {
    List<String> ranking = IntStream.range(0, 200).mapToObj(i -> "d" + i).toList();
    assertThat(Measures.of(ranking, Map.of("d10", 1))).isEqualTo(new Measures(0, 0, 1));
    assertThat(Measures.of(ranking, Map.of("d100", 1, "d99", 1)))
        .isEqualTo(new Measures(0, 0, 0.5));
  }

  @Test
  void judgedNotRelevantIsNotRelevant() {
    assertThat(Measures.of(List.of("a"), Map.of("a", 0))).isEqualTo(new Measures(0, 0, 0));
    assertThat(Measures.of(List.of("a", "b"), Map.of("a", 0, "b", 1)).reciprocalRank())
        .isEqualTo(0.5);
  }

  @Test
  void anEmptyRankingHasNothing() {
    assertThat(Measures.of(List.of(), Map.of("a", 1))).isEqualTo(new Measures(0, 0, 0));
  }
}
