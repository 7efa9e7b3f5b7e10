package io.seine.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class IndexProgressTest {
  private final List<Long> told = new ArrayList<>();

  /** Waits for an index of these sizes, the last of them for ever, without any patience. */
  private void await(long documents, Long... sizes) throws InterruptedException {
    Deque<Long> next = new ArrayDeque<>(List.of(sizes));
    IndexProgress.await(
        () -> next.size() > 1 ? next.remove() : next.element(),
        documents,
        Duration.ZERO,
        told::add);
  }

  @Test
  void whoGrowsIsWaitedFor() throws Exception {
    await(3, 0L, 1L, 2L, 4L);
    assertThat(told).containsExactly(0L, 1L, 2L, 3L);
  }

  @Test
  void whoGrowsNoMoreIsNotWaitedForForEver() {
    assertThatThrownBy(() -> await(5, 1L, 4L))
        .isInstanceOf(NotIndexedException.class)
        .hasMessageContaining("The index holds 4 of 5 documents")
        .hasMessageContaining("./seine dead-letters list");
  }
}
