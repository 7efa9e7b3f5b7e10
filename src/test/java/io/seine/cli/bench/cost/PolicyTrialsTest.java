package io.seine.cli.bench.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.cli.evaluation.JudgedQuery;
import io.seine.stage.ReadPrefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PolicyTrialsTest {
  /**
   * Of 60 candidates, ten with readings about 0 are read, the last of the hits being {@code worst}.
   */
  private static ReadPrefix prefix(double worst) {
    double[] scores = new double[10];
    double[] priors = new double[60];
    for (int i = 0; i < 10; i++) {
      scores[i] = i % 2 == 0 ? 1 : -1;
    }
    scores[0] = worst;
    for (int i = 0; i < 60; i++) {
      priors[i] = i < 10 ? 0 : -0.1 * Math.log(i);
    }
    return new ReadPrefix(scores, priors, 10, 1);
  }

  @Test
  void theGapIsWideWhenTheHitsAreFarAboveWhatReadingsSay() {
    // The others need 2, and more for their priors, where the standard deviation is 1.
    assertThat(new ScoreGap(0.1).isEnough(prefix(2))).isFalse();
    // The more is allowed to be missed, the sooner it is enough.
    assertThat(new ScoreGap(5).isEnough(prefix(2))).isTrue();
  }

  @Test
  void theGapHasNoScale() {
    double[] scores = new double[20];
    double[] priors = new double[40];
    Random random = new Random(5);
    for (int i = 0; i < 40; i++) {
      priors[i] = -Math.log(i + 1);
      if (i < 20) {
        scores[i] = priors[i] + random.nextGaussian();
      }
    }
    ReadPrefix one = new ReadPrefix(scores, priors, 20, 10);
    ReadPrefix seven = new ReadPrefix(times(7, scores), times(7, priors), 20, 10);
    for (double expected : new double[] {0.1, 0.3, 1, 3, 5}) {
      assertThat(new ScoreGap(expected).isEnough(seven))
          .isEqualTo(new ScoreGap(expected).isEnough(one));
    }
  }

  private static double[] times(double factor, double[] values) {
    return Arrays.stream(values).map(value -> factor * value).toArray();
  }

  @Test
  void whereReadingsAreAllTheSameTheGapIsExact() {
    double[] priors = {0, -1, -2, -3, -4};
    // The last hit is -1, and the next would be -2 by the same reading.
    assertThat(new ScoreGap(0.1).isEnough(new ReadPrefix(priors, priors, 2, 2))).isTrue();
    double[] level = new double[5];
    assertThat(new ScoreGap(0.1).isEnough(new ReadPrefix(level, level, 2, 2))).isFalse();
  }

  private static JudgedReading reading(Random random) {
    List<JudgedReading.Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      double prior = -Math.log(i + 1);
      candidates.add(new JudgedReading.Candidate("d" + i, prior + random.nextGaussian(), prior));
    }
    return new JudgedReading(new JudgedQuery("q", "text", Map.of()), candidates);
  }

  @Test
  void aCalibratedPolicyExpectsAsManyHitsAsThereWereOnAverage() {
    Random random = new Random(3);
    List<JudgedReading> readings = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      readings.add(reading(random));
    }
    CalibratedEntry fitted = CalibratedEntry.fit(readings, 5);

    // Those that need more enter less often.
    assertThat(fitted.needed()).isNegative();
    double entered = 0;
    double expected = 0;
    for (JudgedReading reading : readings) {
      ReadPrefix prefix = new ReadPrefix(reading.scores(), reading.priors(), 10, 5);
      for (int i = 10; i < 30; i++) {
        entered += reading.scores()[i] > prefix.best(5) ? 1 : 0;
      }
      expected += fitted.expected(prefix);
    }
    assertThat(expected / entered).isBetween(0.8, 1.25);
  }

  @Test
  void whatHasNothingToBeCalibratedByIsNotTried() {
    assertThat(PolicyTrials.all(List.of()))
        .extracting(PolicyTrial::family)
        .doesNotContain("calibrated");
    assertThat(PolicyTrials.all(List.of(reading(new Random(1)))))
        .extracting(PolicyTrial::family)
        .contains("calibrated", "patience", "score gap", "the first");
  }
}
