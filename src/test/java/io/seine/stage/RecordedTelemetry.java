package io.seine.stage;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** Telemetry that a test can read. */
final class RecordedTelemetry implements Telemetry {
  private final Map<String, LongAdder> counters = new ConcurrentHashMap<>();

  @Override
  public LongConsumer counter(String name) {
    return value -> counters.computeIfAbsent(name, unused -> new LongAdder()).add(value);
  }

  @Override
  public LongConsumer counter(String name, String label, String value) {
    return counter(name + "{" + label + "=" + value + "}");
  }

  @Override
  public LongConsumer timer(String name) {
    return value -> {};
  }

  @Override
  public void total(String name, String label, String value, Supplier<Number> sum) {}

  @Override
  public void gauge(String name, Supplier<Number> value) {}

  Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    counters.forEach((name, count) -> counts.put(name, count.sum()));
    return counts;
  }
}
