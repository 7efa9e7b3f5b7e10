package io.seine.stage;

import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Where a stage reports what it does. Every method may be called from any thread. Names are without
 * units and suffixes, which the methods say; docs/metrics.md lists what operators see.
 */
public interface Telemetry {
  /** A number that only grows, {@code NAME_total}: what is added to it is counted. */
  LongConsumer counter(String name);

  /** One of several counters that a label tells apart, {@code NAME_by_LABEL_total}. */
  LongConsumer counter(String name, String label, String value);

  /** One of several sums that a label tells apart and that are kept elsewhere. */
  void total(String name, String label, String value, Supplier<Number> sum);

  /** A distribution of durations, {@code NAME_seconds}: it is given nanoseconds. */
  LongConsumer timer(String name);

  /** A number that is read when somebody looks. */
  void gauge(String name, Supplier<Number> value);

  /** For a stage that nobody watches. */
  Telemetry NONE =
      new Telemetry() {
        @Override
        public LongConsumer counter(String name) {
          return count -> {};
        }

        @Override
        public LongConsumer counter(String name, String label, String value) {
          return count -> {};
        }

        @Override
        public void total(String name, String label, String value, Supplier<Number> sum) {}

        @Override
        public LongConsumer timer(String name) {
          return nanos -> {};
        }

        @Override
        public void gauge(String name, Supplier<Number> value) {}
      };
}
