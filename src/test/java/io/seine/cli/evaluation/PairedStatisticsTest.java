package io.seine.cli.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.seine.cli.evaluation.PairedStatistics.Interval;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PairedStatisticsTest {
  @Test
  void theIntervalOfAMeanIsThatOfTheNormalDistributionWhereThatHolds() {
    Random random = new Random(3);
    double[] values = random.doubles(400).toArray();
    double mean = PairedStatistics.mean(values);
    double error = Math.sqrt(1.0 / 12 / 400);

    Interval interval = PairedStatistics.interval(values);

    assertThat(interval.low()).isCloseTo(mean - 1.96 * error, within(0.15 * error));
    assertThat(interval.high()).isCloseTo(mean + 1.96 * error, within(0.15 * error));
    assertThat(PairedStatistics.interval(values)).isEqualTo(interval);
  }

  @Test
  void theTestCountsTheWaysThatAreAsExtreme() {
    // Of 2^5 signs two give a sum as large: 1/16.
    double[] same = {0.1, 0.1, 0.1, 0.1, 0.1};
    assertThat(PairedStatistics.pValue(same)).isCloseTo(1.0 / 16, within(0.01));
    assertThat(PairedStatistics.pValue(new double[] {0.1, -0.1})).isEqualTo(1);
    assertThat(PairedStatistics.pValue(new double[] {0, 0, 0})).isEqualTo(1);
  }

  @Test
  void aConstantGainIsMoreThanNoiseAndAScatteredOneIsNot() {
    double[] before = new double[40];
    double[] after = new double[40];
    double[] scattered = new double[40];
    for (int i = 0; i < before.length; i++) {
      before[i] = i % 7 / 7.0;
      after[i] = before[i] + 0.05;
      scattered[i] = before[i] + (i % 2 == 0 ? 0.3 : -0.28);
    }
    assertThat(Comparison.of(before, after).verdict()).isEqualTo("better by more than noise");
    assertThat(Comparison.of(after, before).verdict()).isEqualTo("worse by more than noise");
    assertThat(Comparison.of(before, scattered).verdict()).isEqualTo("no more than noise");
  }
}
