package io.seine.cli.bench.measure;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Collection;

/** The spread of values, such as latencies in milliseconds: every one of them is kept. */
public final class Distribution {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final long[] sorted;

  public Distribution(Collection<Long> values) {
    sorted = values.stream().mapToLong(value -> value).sorted().toArray();
  }

  /**
   * The value that so many parts of all values do not exceed (nearest rank); 0 when there are none.
   *
   * @param part in 0–1
   */
  public long quantile(double part) {
    if (sorted.length == 0) {
      return 0;
    }
    int rank = (int) Math.ceil(part * sorted.length);
    return sorted[Math.max(0, Math.min(sorted.length, rank) - 1)];
  }

  public long max() {
    return Arrays.stream(sorted).max().orElse(0);
  }

  public ObjectNode json() {
    return JSON.createObjectNode()
        .put("p50", quantile(0.5))
        .put("p95", quantile(0.95))
        .put("p99", quantile(0.99))
        .put("max", max());
  }

  public String text() {
    return "p50 %,6d   p95 %,6d   p99 %,6d   max %,6d"
        .formatted(quantile(0.5), quantile(0.95), quantile(0.99), max());
  }
}
