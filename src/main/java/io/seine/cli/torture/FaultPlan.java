package io.seine.cli.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/**
 * Which fault strikes when; the same for the same seed and duration. Faults of processes follow one
 * another, and beside them those of the proxy, so that two of different kinds overlap. Each row
 * deals all its kinds in a random order before any comes again.
 *
 * @param processes in the order of their time; likewise the other
 */
record FaultPlan(List<PlannedFault> processes, List<PlannedFault> proxied) {
  private static final int SHORTEST_GAP_MILLIS = 2_000;
  private static final int LONGEST_GAP_MILLIS = 8_000;

  /**
   * A fault and its moment.
   *
   * @param at from the beginning of the run
   */
  record PlannedFault(Duration at, FaultKind kind) {}

  /** Plans the faults that fit into a run of this duration. */
  static FaultPlan of(long seed, Duration duration) {
    return new FaultPlan(
        row(new Random(seed), duration, kind -> kind.proxied() == null),
        row(new Random(~seed), duration, kind -> kind.proxied() != null));
  }

  private static List<PlannedFault> row(
      Random random, Duration duration, Predicate<FaultKind> belongs) {
    List<FaultKind> kinds = Arrays.stream(FaultKind.values()).filter(belongs).toList();
    List<PlannedFault> row = new ArrayList<>();
    List<FaultKind> deck = new ArrayList<>();
    Duration now = Duration.ZERO;
    while (true) {
      if (deck.isEmpty()) {
        deck.addAll(kinds);
        Collections.shuffle(deck, random);
      }
      Duration at =
          now.plusMillis(
              SHORTEST_GAP_MILLIS + random.nextInt(LONGEST_GAP_MILLIS - SHORTEST_GAP_MILLIS));
      List<FaultKind> fitting =
          deck.stream().filter(kind -> at.plus(kind.lasts()).compareTo(duration) <= 0).toList();
      if (fitting.isEmpty()) {
        return List.copyOf(row);
      }
      FaultKind next = fitting.get(0);
      deck.remove(next);
      row.add(new PlannedFault(at, next));
      now = at.plus(next.lasts());
    }
  }

  int size() {
    return processes.size() + proxied.size();
  }
}
