package io.seine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadingPolicyTest {
  /** Priors that leave the scores to the reading alone. */
  private static double[] none(int size) {
    return new double[size];
  }

  @Test
  void aPrefixKnowsItsBest() {
    ReadPrefix prefix =
        new ReadPrefix(new double[] {1, 5, 3, 99}, new double[] {0, -1, -2, -3, -4}, 3, 2);

    assertThat(prefix.best(1)).isEqualTo(5);
    assertThat(prefix.best(2)).isEqualTo(3);
    assertThat(prefix.read()).isEqualTo(3);
    assertThat(prefix.size()).isEqualTo(5);
    assertThat(prefix.evidence(1)).isEqualTo(6);
    assertThat(prefix.prior(4)).isEqualTo(-4);
  }

  @Test
  void allReadsAll() {
    assertThat(ReadingPolicy.ALL.read(new double[30], none(30), 10)).isEqualTo(30);
  }

  @Test
  void patienceEndsAfterSoManyInARowThatAreNoHits() {
    double[] scores = {9, 8, 1, 1, 7.5, 1, 1, 1, 1, 1};

    // Of two hits, the fifth is none: the second to last of those that might have been.
    assertThat(new Patience(3).read(scores, none(10), 2)).isEqualTo(5);
    // Of three it is one, and the three after it are none.
    assertThat(new Patience(3).read(scores, none(10), 3)).isEqualTo(8);
    assertThat(new Patience(20).read(scores, none(10), 2)).isEqualTo(10);
  }

  @Test
  void whatIsExactlyAsGoodAsTheLastHitCountsAsOne() {
    assertThat(new Patience(1).read(new double[] {9, 8, 8, 1, 1}, none(5), 2)).isEqualTo(4);
  }

  @Test
  void adaptiveReadsAtLeastThreeMoreThanHits() {
    double[] falling = new double[50];
    for (int i = 0; i < 50; i++) {
      falling[i] = -i;
    }
    assertThat(ReadingPolicy.ADAPTIVE.read(falling, none(50), 10)).isEqualTo(13);
    assertThat(ReadingPolicy.ADAPTIVE.read(falling, none(50), 1)).isEqualTo(4);
    assertThat(ReadingPolicy.ADAPTIVE.read(falling, none(50), 60)).isEqualTo(50);
    double[] rising = new double[50];
    for (int i = 0; i < 50; i++) {
      rising[i] = i;
    }
    assertThat(ReadingPolicy.ADAPTIVE.read(rising, none(50), 10)).isEqualTo(50);
  }
}
