package io.seine.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BackoffTest {
  private static final Backoff BACKOFF = new Backoff(100, 30_000);

  @Property
  void pausesDoubleUpToALimitAndVary(
      @ForAll @IntRange(min = 1, max = Integer.MAX_VALUE) int tries, @ForAll long seed) {
    long whole = tries > 9 ? 30_000 : 100L << (tries - 1);
    assertThat(BACKOFF.pauseMillis(tries, new Random(seed))).isBetween(whole / 2, whole);
  }
}
