package io.seine.cli.bench.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.seine.cli.evaluation.ExactSearch;
import io.seine.cli.evaluation.VectorDocument;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VectorCorpusTest {
  private static final Random RANDOM = new Random(3);

  private static List<float[]> real(int count) {
    // Wide in the first direction, narrow in the last.
    return IntStream.range(0, count)
        .mapToObj(
            n ->
                VectorSamples.normalised(
                    new float[] {
                      5, (float) (2 * RANDOM.nextGaussian()), (float) (0.1 * RANDOM.nextGaussian())
                    }))
        .toList();
  }

  private static double length(float[] v) {
    return Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
  }

  @Test
  void realVectorsComeFirstAndTheOthersLieAsTheyDo() {
    List<float[]> real = real(100);
    VectorCorpus corpus = VectorCorpus.like(real, real(5), 1_002, 50);

    assertThat(corpus.passages()).isEqualTo(1_002);
    assertThat(corpus.documents()).hasSize(251);
    assertThat(corpus.queries()).hasSize(50);
    assertThat(corpus.documents().get(24).passages().get(3)).isEqualTo(real.get(99));
    List<float[]> made =
        corpus.documents().stream().skip(25).flatMap(d -> d.passages().stream()).toList();
    assertThat(made).allSatisfy(v -> assertThat(length(v)).isEqualTo(1, within(1e-5)));
    assertThat(spread(made, 1)).isGreaterThan(5 * spread(made, 2));
    assertThat(spread(made, 1)).isLessThan(2 * spread(real, 1));
    assertThat(corpus.source()).startsWith("100 of the passages and 5 of the queries real");
  }

  private static double spread(List<float[]> vectors, int direction) {
    double mean = vectors.stream().mapToDouble(v -> v[direction]).average().orElseThrow();
    return Math.sqrt(
        vectors.stream()
            .mapToDouble(v -> Math.pow(v[direction] - mean, 2))
            .average()
            .orElseThrow());
  }

  @Test
  void theSameVectorsAreMadeEveryTime() {
    List<float[]> real = real(10);
    assertThat(VectorCorpus.like(real, real, 100, 20).queries().get(19))
        .isEqualTo(VectorCorpus.like(real, real, 100, 20).queries().get(19));
  }

  @Test
  void textsAreCutIntoPassages() {
    assertThat(VectorCorpus.passages(List.of("a ".repeat(65), "b"), 10))
        .containsExactly("a ".repeat(64).strip(), "a", "b");
    assertThat(VectorCorpus.passages(List.of("a ".repeat(65), "b"), 2)).hasSize(2);
  }

  @Test
  void exactSearchComparesWithEveryVector() {
    VectorDocument one =
        new VectorDocument(new float[] {1, 0}, List.of(new float[] {0, 1}, new float[] {1, 0}));
    VectorDocument two = new VectorDocument(new float[] {0, 1}, List.of(new float[] {0.8f, 0.6f}));
    ExactSearch search = new ExactSearch(List.of(one, two));

    assertThat(search.byPassage(new float[] {0, 1}, 2, n -> true)).containsExactly(0, 1);
    assertThat(search.byDocument(new float[] {0, 1}, 2, n -> true)).containsExactly(1, 0);
    assertThat(search.byPassage(new float[] {0, 1}, 2, n -> n == 1)).containsExactly(1);
  }
}
