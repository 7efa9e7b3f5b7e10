package io.seine.inference;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What a model has done since it was opened. */
public final class InferenceStatistics {
  private final LongAdder runs = new LongAdder();
  private final LongAdder tokens = new LongAdder();
  private final LongAdder truncated = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private final LongAdder remembered = new LongAdder();

  /** How many texts or pairs were read, those that were remembered not counted. */
  public long runs() {
    return runs.sum();
  }

  /** How many tokens they had, special ones included. */
  public long tokens() {
    return tokens.sum();
  }

  /** How many of them were too long and were cut. */
  public long truncated() {
    return truncated.sum();
  }

  /** How long they kept a core, in seconds, all of them together. */
  public double seconds() {
    return nanos.sum() / 1e9;
  }

  /** How many texts or pairs need not be read, since the same had been. */
  public long remembered() {
    return remembered.sum();
  }

  void countRemembered() {
    remembered.increment();
  }

  /**
   * Counts a run that is over.
   *
   * @param start when it began, by {@link System#nanoTime}
   */
  void count(TextTokenizer.Tokens read, long start) {
    count(List.of(read), start);
  }

  /** As {@link #count(TextTokenizer.Tokens, long)}, of inputs that were read together. */
  void count(List<TextTokenizer.Tokens> read, long start) {
    nanos.add(System.nanoTime() - start);
    runs.add(read.size());
    for (TextTokenizer.Tokens each : read) {
      tokens.add(each.ids().length);
      truncated.add(each.truncated() ? 1 : 0);
    }
  }
}
