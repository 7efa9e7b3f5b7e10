package io.seine.job;

import io.seine.message.QueryLimits;
import io.seine.message.ReadingMode;
import java.util.List;

/**
 * The settings of what a query may ask, what it gets when it does not say, and how it is answered.
 */
final class QueryOptions {
  static final Setting<Integer> MAX_BYTES =
      Setting.integer("queries.max-bytes", 65_536, 100, 10_000_000);
  static final Setting<Integer> MAX_TEXT_LENGTH =
      Setting.integer("queries.max-text-length", 4_000, 10, 100_000);
  static final Setting<Integer> MAX_K = Setting.integer("queries.max-k", 1_000, 1, 10_000);
  static final Setting<Integer> MAX_CANDIDATES =
      Setting.integer("queries.max-candidates", 200, 1, 10_000);
  static final Setting<Integer> MAX_FILTER_VALUES =
      Setting.integer("queries.max-filter-values", 100, 1, 10_000);
  static final Setting<Integer> MAX_DEADLINE =
      Setting.integer("queries.max-deadline-ms", 3_600_000, 1, Integer.MAX_VALUE);
  static final Setting<Integer> K = Setting.integer("queries.k", 10, 1, 10_000);
  static final Setting<Integer> CANDIDATES = Setting.integer("queries.candidates", 50, 1, 10_000);
  static final Setting<Integer> DEADLINE =
      Setting.integer("queries.deadline-ms", 10_000, 1, Integer.MAX_VALUE);

  static final Setting<Integer> DEPTH = Setting.integer("retrieve.depth", 100, 1, 10_000);
  static final Setting<Integer> CONCURRENCY = Setting.integer("retrieve.concurrency", 16, 1, 1_000);
  static final Setting<Double> LAMBDA = Setting.number("rerank.lambda", 3, 0, 100);
  static final Setting<ReadingMode> READING =
      Setting.choice("rerank.reading", ReadingMode.ADAPTIVE);
  static final Setting<Integer> CAPACITY = Setting.integer("queries.capacity", 1_000, 1, 100_000);

  static final List<Setting<?>> ALL =
      List.of(
          MAX_BYTES,
          MAX_TEXT_LENGTH,
          MAX_K,
          MAX_CANDIDATES,
          MAX_FILTER_VALUES,
          MAX_DEADLINE,
          K,
          CANDIDATES,
          DEADLINE,
          DEPTH,
          CONCURRENCY,
          LAMBDA,
          READING,
          CAPACITY);

  private QueryOptions() {}

  static QueryLimits limits(Settings settings) {
    return new QueryLimits(
        settings.get(MAX_BYTES),
        settings.get(MAX_TEXT_LENGTH),
        settings.get(MAX_K),
        settings.get(MAX_CANDIDATES),
        settings.get(MAX_FILTER_VALUES),
        settings.get(MAX_DEADLINE),
        settings.get(K),
        settings.get(CANDIDATES),
        settings.get(DEADLINE),
        settings.get(READING));
  }
}
