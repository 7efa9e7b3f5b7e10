package io.seine.stream;

import io.seine.stage.Telemetry;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;

/**
 * Telemetry as Flink metrics of an operator, in a group of Seine's, named so that Flink's
 * Prometheus reporter makes names of them that follow Prometheus' conventions.
 */
final class FlinkTelemetry implements Telemetry {
  private static final String GROUP = "seine";
  private static final String TOTAL = "total";

  private final MetricGroup group;

  FlinkTelemetry(MetricGroup operator) {
    this.group = operator.addGroup(GROUP);
  }

  @Override
  public LongConsumer counter(String name) {
    return counter(group, name + "_" + TOTAL);
  }

  @Override
  public LongConsumer counter(String name, String label, String value) {
    return counter(labelled(name, label, value), TOTAL);
  }

  private static LongConsumer counter(MetricGroup group, String name) {
    Counter counter = group.counter(name, new ThreadSafeSimpleCounter());
    return counter::inc;
  }

  @Override
  public void total(String name, String label, String value, Supplier<Number> sum) {
    labelled(name, label, value).gauge(TOTAL, (Gauge<Number>) sum::get);
  }

  /** The reporter puts the name of a label, and not its value, into the name of the metric. */
  private MetricGroup labelled(String name, String label, String value) {
    return group.addGroup(name + "_by").addGroup(label, value);
  }

  @Override
  public LongConsumer timer(String name) {
    return group.histogram(name + "_seconds", new SecondsHistogram())::update;
  }

  @Override
  public void gauge(String name, Supplier<Number> value) {
    group.gauge(name, (Gauge<Number>) value::get);
  }
}
