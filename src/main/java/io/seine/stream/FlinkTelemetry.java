package io.seine.stream;

import io.seine.stage.Telemetry;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MeterView;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** Telemetry as Flink metrics of an operator: each counter also as a rate over the last minute. */
final class FlinkTelemetry implements Telemetry {
  /** How many of the last values a histogram's quantiles are taken from. */
  private static final int WINDOW = 1024;

  private final MetricGroup group;

  FlinkTelemetry(MetricGroup group) {
    this.group = group;
  }

  @Override
  public LongConsumer counter(String name) {
    return counter(group, name);
  }

  @Override
  public LongConsumer counter(String name, String label, String value) {
    return counter(group.addGroup(label, value), name);
  }

  private static LongConsumer counter(MetricGroup group, String name) {
    Counter counter = group.counter(name, new ThreadSafeSimpleCounter());
    group.meter(name + "_per_second", new MeterView(counter));
    return counter::inc;
  }

  @Override
  public LongConsumer histogram(String name) {
    Histogram histogram = group.histogram(name, new DescriptiveStatisticsHistogram(WINDOW));
    return histogram::update;
  }

  @Override
  public void gauge(String name, Supplier<Number> value) {
    group.gauge(name, (Gauge<Number>) value::get);
  }
}
