package io.seine.cli.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LivenessProbeTest {
  private long now = Duration.ofHours(1).toNanos();
  private final LivenessProbe probe = new LivenessProbe(Duration.ofSeconds(90), () -> now);

  private boolean isOverdueAfter(int seconds, boolean answered) {
    now += Duration.ofSeconds(seconds).toNanos();
    return probe.isOverdue(answered);
  }

  @Test
  void isPatientAndThenNot() {
    assertThat(isOverdueAfter(80, false)).isFalse();
    assertThat(isOverdueAfter(11, false)).isTrue();
  }

  @Test
  void anAnswerBeginsTheTimeAnew() {
    assertThat(isOverdueAfter(80, true)).isFalse();
    assertThat(isOverdueAfter(80, false)).isFalse();
    assertThat(isOverdueAfter(11, true)).isFalse();
  }

  @Test
  void whatReplacesItHasAsMuchTimeAgain() {
    assertThat(isOverdueAfter(91, false)).isTrue();
    assertThat(isOverdueAfter(80, false)).isFalse();
    assertThat(isOverdueAfter(11, false)).isTrue();
  }
}
