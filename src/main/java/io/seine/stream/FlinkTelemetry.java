package io.seine.stream;

import io.seine.stage.Telemetry;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
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
    Counter counter = new ThreadSafeSimpleCounter();
    register(group, name, counter);
    return counter::inc;
  }

  private static void register(MetricGroup group, String name, Counter counter) {
    group.counter(name, counter);
    group.meter(name + "_per_second", new MeterView(counter));
  }

  @Override
  public void total(String name, LongSupplier value) {
    register(group, name, new CountedElsewhere(value));
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

  /** A counter that Flink only reads. */
  private record CountedElsewhere(LongSupplier value) implements Counter {
    @Override
    public long getCount() {
      return value.getAsLong();
    }

    @Override
    public void inc() {
      inc(1);
    }

    @Override
    public void inc(long n) {
      throw new UnsupportedOperationException("this counter is kept elsewhere");
    }

    @Override
    public void dec() {
      inc(-1);
    }

    @Override
    public void dec(long n) {
      inc(-n);
    }
  }
}
