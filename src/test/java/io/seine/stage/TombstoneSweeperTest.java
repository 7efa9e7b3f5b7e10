package io.seine.stage;

import static io.seine.stage.Samples.CLOCK;
import static io.seine.stage.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.search.RetryableSearchException;
import io.seine.search.TombstoneSweep.Swept;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class TombstoneSweeperTest {
  private final RecordedTelemetry telemetry = new RecordedTelemetry();
  private final Deque<Swept> batches = new ArrayDeque<>();
  private final List<Long> asked = new ArrayList<>();

  private Swept remove(long before, int most) {
    asked.add(before);
    if (batches.isEmpty()) {
      throw new RetryableSearchException("down", null);
    }
    return batches.remove();
  }

  private void sweep() {
    try (TombstoneSweeper sweeper =
        new TombstoneSweeper(this::remove, Duration.ofDays(30), CLOCK, telemetry)) {
      sweeper.sweep();
    }
  }

  @Test
  void removesBatchAfterBatchWhatIsOldEnough() {
    batches.add(new Swept(500, 498));
    batches.add(new Swept(20, 20));
    sweep();
    assertThat(asked).hasSize(2).containsOnly(NOW - Duration.ofDays(30).toMillis());
    assertThat(telemetry.counts()).containsEntry("tombstones_removed", 518L);
  }

  @Test
  void endsWhenOthersAreAtTheSame() {
    batches.add(new Swept(500, 0));
    sweep();
    assertThat(asked).hasSize(1);
  }

  @Test
  void aSweepThatFailsIsCountedAndLeavesTheRestToTheNext() {
    batches.add(new Swept(500, 500));
    sweep();
    assertThat(telemetry.counts())
        .containsEntry("tombstones_removed", 500L)
        .containsEntry("tombstone_sweeps_failed", 1L);
  }
}
