package io.seine.cli.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QualityReportTest {
  private static final Map<String, Double> SPEEDS = new LinkedHashMap<>();

  static {
    SPEEDS.put("short", 1.25);
    SPEEDS.put("long", 0.8);
  }

  private static ModelQuality quality(String model, double ndcg, double recall) {
    Map<String, double[]> measures = new LinkedHashMap<>();
    for (Map.Entry<String, Double> measure :
        Map.of("nDCG@10", ndcg, "recall@10", recall).entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .toList()) {
      double[] values = new double[40];
      Arrays.setAll(values, i -> measure.getValue() + (i % 2 == 0 ? 0.05 : -0.05));
      measures.put(measure.getKey(), values);
    }
    return new ModelQuality(model, measures);
  }

  @Test
  void saysThatAModelIsBetterByMoreThanNoise() {
    String text =
        new QualityReport("On ten", quality("new", 0.7, 0.4), quality("old", 0.6, 0.5), SPEEDS)
            .text();

    assertThat(text)
        .startsWith("On ten.\n")
        .contains("present: old, added: new")
        .containsPattern("nDCG@10 +0\\.6000 +0\\.7000 +\\+0\\.1000 \\[0\\.1000, 0\\.1000\\]")
        .containsPattern("recall@10 +0\\.5000 +0\\.4000 +-0\\.1000")
        .endsWith(
            "new is better than old by more than noise: its nDCG@10 is higher by 0.100, 95 %"
                + " +0.100 to +0.100. Its speed as a multiple of the other's: 1.25 on short texts, 0.80 on long texts.");
  }

  @Test
  void saysThatAModelIsWorse() {
    assertThat(
            new QualityReport("", quality("new", 0.5, 0.5), quality("old", 0.6, 0.5), SPEEDS)
                .text())
        .contains("new is worse than old by more than noise: its nDCG@10 is lower by 0.100");
  }

  @Test
  void aDifferenceThatMayBeChanceIsCalledNone() {
    ModelQuality old = quality("old", 0.6, 0.5);
    ModelQuality scattered = quality("new", 0.6, 0.5);
    double[] values = scattered.measures().get("nDCG@10");
    values[0] += 0.2;
    values[1] -= 0.1;

    assertThat(new QualityReport("", scattered, old, SPEEDS).text())
        .containsPattern(
            "No difference beyond noise: by these 40 queries the nDCG@10 of new differs from that of old"
                + " by -0\\.00\\d to \\+0\\.0\\d\\d \\(95 %\\)")
        .doesNotContain("better than");
  }

  @Test
  void aloneItIsComparedWithNothing() {
    assertThat(new QualityReport("On ten", quality("new", 0.7, 0.4), null, SPEEDS).text())
        .isEqualTo("On ten.\n  nDCG@10                0.7000\n  recall@10              0.4000");
  }
}
