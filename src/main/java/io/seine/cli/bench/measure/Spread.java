package io.seine.cli.bench.measure;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Locale;

/** A figure over several rounds: machines are noisy, so the median counts and the rest says how. */
public record Spread(double min, double median, double max) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * @param values at least one
   */
  public static Spread of(Collection<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(sorted[0], median, sorted[sorted.length - 1]);
  }

  /** A line of a table whose columns are a name, the median, and the least to the most. */
  public String row(String name) {
    return String.format(Locale.ROOT, "  %-34s %10.3f   %.3f to %.3f%n", name, median, min, max);
  }

  public ObjectNode json() {
    return JSON.createObjectNode().put("min", min).put("median", median).put("max", max);
  }
}
