package io.seine.cli.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.cli.torture.FaultPlan.PlannedFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
  private static List<FaultKind> kinds(FaultPlan plan) {
    List<PlannedFault> all = new ArrayList<>(plan.processes());
    all.addAll(plan.proxied());
    return all.stream().map(PlannedFault::kind).toList();
  }

  @Test
  void aSeedAlwaysGivesTheSamePlan() {
    Duration duration = Duration.ofMinutes(10);
    assertThat(FaultPlan.of(7, duration)).isEqualTo(FaultPlan.of(7, duration));
    assertThat(FaultPlan.of(7, duration)).isNotEqualTo(FaultPlan.of(8, duration));
  }

  @Test
  void fiveMinutesSeeEveryKindWhateverTheSeed() {
    for (long seed = 0; seed < 1_000; seed++) {
      assertThat(kinds(FaultPlan.of(seed, Duration.ofMinutes(5)))).contains(FaultKind.values());
    }
  }

  @Test
  void everyKindStrikesBeforeAnyStrikesAgain() {
    List<FaultKind> row =
        FaultPlan.of(3, Duration.ofMinutes(30)).processes().stream()
            .map(PlannedFault::kind)
            .toList();
    int deck = (int) Arrays.stream(FaultKind.values()).filter(k -> k.proxied() == null).count();
    assertThat(row).hasSizeGreaterThan(2 * deck);
    assertThat(row.subList(0, deck)).doesNotHaveDuplicates();
    assertThat(row.subList(deck, 2 * deck)).doesNotHaveDuplicates();
  }

  @Test
  void faultsOfARowDoNotOverlapAndEndWithTheRun() {
    for (long seed = 0; seed < 100; seed++) {
      Duration duration = Duration.ofSeconds(90);
      for (List<PlannedFault> row :
          List.of(
              FaultPlan.of(seed, duration).processes(), FaultPlan.of(seed, duration).proxied())) {
        Duration end = Duration.ZERO;
        for (PlannedFault fault : row) {
          assertThat(fault.at()).isGreaterThan(end);
          end = fault.at().plus(fault.kind().lasts());
        }
        assertThat(end).isLessThanOrEqualTo(duration);
      }
    }
  }

  @Test
  void aRunTooShortForAnyFaultHasNone() {
    assertThat(FaultPlan.of(1, Duration.ofSeconds(1)).size()).isZero();
  }
}
