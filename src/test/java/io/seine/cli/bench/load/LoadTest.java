package io.seine.cli.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When queries come, and which. */
class LoadTest {
  @Test
  void evenArrivalsAreEquallyFarApart() {
    assertThat(Arrivals.even(4, Duration.ofSeconds(1))).containsExactly(0, 250, 500, 750);
    assertThat(Arrivals.even(0.1, Duration.ofSeconds(1))).containsExactly(0);
  }

  @Test
  void poissonArrivalsHaveTheRateAndTheSpreadOfOne() {
    Duration duration = Duration.ofSeconds(10_000);
    long[] arrivals = Arrivals.poisson(2, duration, new Random(7));

    assertThat(arrivals).isSorted();
    assertThat(arrivals[arrivals.length - 1]).isLessThanOrEqualTo(duration.toMillis());
    assertThat((double) arrivals.length).isCloseTo(20_000, within(600.0));
    double[] gaps =
        IntStream.range(1, arrivals.length)
            .mapToDouble(i -> arrivals[i] - arrivals[i - 1])
            .toArray();
    double mean = Arrays.stream(gaps).average().orElseThrow();
    double variance =
        Arrays.stream(gaps).map(gap -> Math.pow(gap - mean, 2)).average().orElseThrow();
    // Of exponential gaps the deviation is as large as the mean; of even ones it is 0.
    assertThat(Math.sqrt(variance) / mean).isCloseTo(1, within(0.05));
  }

  @Test
  void theSameSeedGivesTheSameArrivals() {
    Duration duration = Duration.ofSeconds(100);
    assertThat(Arrivals.poisson(2, duration, new Random(7)))
        .isEqualTo(Arrivals.poisson(2, duration, new Random(7)));
  }

  private static int[] draw(int count, double exponent) {
    ZipfSampler sampler = new ZipfSampler(count, exponent, new Random(3));
    int[] frequencies = new int[count];
    for (int i = 0; i < 300_000; i++) {
      frequencies[sampler.next()]++;
    }
    return frequencies;
  }

  @Test
  void frequenciesFallWithThePowerOfTheRank() {
    int[] one = draw(100, 1);
    for (int rank : new int[] {2, 3, 10}) {
      assertThat((double) one[0] / one[rank - 1]).isCloseTo(rank, within(0.05 * rank));
    }
    int[] two = draw(100, 2);
    assertThat((double) two[0] / two[2]).isCloseTo(9, within(0.5));
  }

  @Test
  void anExponentOfZeroMakesAllEquallyFrequent() {
    for (int count : draw(3, 0)) {
      assertThat(count).isBetween(98_500, 101_500);
    }
    assertThat(draw(1, 1)).containsExactly(300_000);
  }

  @Test
  void textsAreNumberedWhereTheyAreTooFew() {
    assertThat(QueryStream.distinct(List.of("a", "b"), 5))
        .containsExactly("a", "b", "a (2)", "b (2)", "a (3)");
  }

  @Test
  void everyQueryHasAnIdOfItsOwnAndTimeEnough() {
    assertThat(QueryStream.query("a").path("id").asText())
        .isNotEqualTo(QueryStream.query("a").path("id").asText());
    assertThat(QueryStream.query("a").path("deadline_ms").asLong()).isEqualTo(120_000);
  }
}
