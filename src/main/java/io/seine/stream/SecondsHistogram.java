package io.seine.stream;

import java.util.Arrays;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.HistogramStatistics;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** The distribution of the last durations: takes nanoseconds, and tells seconds. */
final class SecondsHistogram implements Histogram {
  /** How many of the last durations the quantiles are taken from. */
  private static final int WINDOW = 1024;

  private static final double NANOS_PER_SECOND = 1e9;

  private final Histogram nanos = new DescriptiveStatisticsHistogram(WINDOW);

  @Override
  public void update(long value) {
    nanos.update(value);
  }

  @Override
  public long getCount() {
    return nanos.getCount();
  }

  @Override
  public HistogramStatistics getStatistics() {
    return new Seconds(nanos.getStatistics());
  }

  private static final class Seconds extends HistogramStatistics {
    private final HistogramStatistics nanos;

    Seconds(HistogramStatistics nanos) {
      this.nanos = nanos;
    }

    @Override
    public double getQuantile(double quantile) {
      return nanos.getQuantile(quantile) / NANOS_PER_SECOND;
    }

    @Override
    public double getMean() {
      return nanos.getMean() / NANOS_PER_SECOND;
    }

    @Override
    public double getStdDev() {
      return nanos.getStdDev() / NANOS_PER_SECOND;
    }

    // Flink wants whole numbers of these three, which no Prometheus sees: up, so that none is 0.

    @Override
    public long[] getValues() {
      return Arrays.stream(nanos.getValues()).map(Seconds::up).toArray();
    }

    @Override
    public long getMax() {
      return up(nanos.getMax());
    }

    @Override
    public long getMin() {
      return up(nanos.getMin());
    }

    @Override
    public int size() {
      return nanos.size();
    }

    private static long up(long nanos) {
      return (long) Math.ceil(nanos / NANOS_PER_SECOND);
    }
  }
}
