package io.seine.stage;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Where a stage reports what it does. Every method may be called from any thread. */
public interface Telemetry {
  /** A number that only grows: what is added to it is counted. */
  LongConsumer counter(String name);

  /** A counter that is told apart from its siblings by a label. */
  LongConsumer counter(String name, String label, String value);

  /** A distribution of values, such as milliseconds. */
  LongConsumer histogram(String name);

  /** A counter that is kept elsewhere. */
  void total(String name, LongSupplier value);

  /** A number that is read when somebody looks. */
  void gauge(String name, Supplier<Number> value);
}
