package io.seine.cli.evaluation;

import io.seine.message.RankedResult.Timings;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The times that answers took, by stage, in milliseconds. */
record Latency(List<Stage> stages) {

  /** A part of the way of a query, with the percentiles of what it took. */
  record Stage(String name, double p50, double p95, double p99) {
    static Stage of(String name, List<Timings> answers, ToDoubleFunction<Timings> milliseconds) {
      double[] sorted = answers.stream().mapToDouble(milliseconds).sorted().toArray();
      return new Stage(
          name, percentile(sorted, 0.50), percentile(sorted, 0.95), percentile(sorted, 0.99));
    }

    /** By nearest rank. */
    private static double percentile(double[] sorted, double part) {
      return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(part * sorted.length) - 1];
    }
  }

  static Latency of(List<Timings> answers) {
    return new Latency(
        List.of(
            Stage.of("queued", answers, Timings::queued),
            Stage.of("embed", answers, Timings::embed),
            Stage.of("retrieve", answers, Timings::retrieve),
            Stage.of("rerank", answers, Timings::rerank),
            Stage.of("total", answers, Timings::total)));
  }
}
