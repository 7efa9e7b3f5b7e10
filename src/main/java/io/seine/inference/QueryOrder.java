package io.seine.inference;

import java.util.Comparator;

/** Which of two waiting queries gets the next free core. */
public enum QueryOrder {
  /** The one whose deadline is nearer; of equal ones, the one that came first. */
  DEADLINE(
      Comparator.comparingLong(RunBatch::deadlineMillis).thenComparingLong(RunBatch::sequence)),
  /** The one that came last: under overload the newest are read whole and the oldest not at all. */
  NEWEST(Comparator.comparingLong(RunBatch::sequence).reversed()),
  /** The one of which the least was read: under overload every query is read in part. */
  FAIR(Comparator.comparingInt(RunBatch::begun).thenComparing(DEADLINE.comparator));

  private final Comparator<RunBatch> comparator;

  QueryOrder(Comparator<RunBatch> comparator) {
    this.comparator = comparator;
  }

  Comparator<RunBatch> comparator() {
    return comparator;
  }
}
