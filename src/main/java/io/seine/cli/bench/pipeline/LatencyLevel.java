package io.seine.cli.bench.pipeline;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.cli.bench.load.OpenLoop;
import io.seine.cli.bench.measure.Distribution;
import io.seine.message.RankedResult.Status;
import io.seine.message.RankedResult.Timings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * How long queries wait for their answers at a load, and where.
 *
 * @param part of the saturation, in 0–1
 * @param rate queries a second that were asked
 */
record LatencyLevel(double part, double rate, OpenLoop.Outcome outcome) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The latency and its parts, in milliseconds. {@code delivery} is what the client waits beyond
   * the total that the result tells: the way back through Kafka, and JSON. {@code overhead} is what
   * it waits beyond the three stages' own times: {@code queued}, {@code delivery}, and all
   * hand-offs.
   */
  Map<String, Distribution> parts() {
    Map<String, Distribution> parts = new LinkedHashMap<>();
    parts.put("queued", of(answer -> timings(answer).queued()));
    parts.put("embed", of(answer -> timings(answer).embed()));
    parts.put("retrieve", of(answer -> timings(answer).retrieve()));
    parts.put("rerank", of(answer -> timings(answer).rerank()));
    parts.put("delivery", of(answer -> answer.latency() - timings(answer).total()));
    parts.put("latency", of(OpenLoop.Answer::latency));
    parts.put("overhead", of(LatencyLevel::overhead));
    return parts;
  }

  private static Timings timings(OpenLoop.Answer answer) {
    return answer.result().timings();
  }

  private static double overhead(OpenLoop.Answer answer) {
    Timings timings = timings(answer);
    return answer.latency() - timings.embed() - timings.retrieve() - timings.rerank();
  }

  /** What Kafka and the hand-offs between stages add, at the median, in milliseconds. */
  long overheadMedian() {
    return of(LatencyLevel::overhead).quantile(0.5);
  }

  private Distribution of(ToDoubleFunction<OpenLoop.Answer> millis) {
    return new Distribution(
        outcome.answers().stream()
            .map(answer -> Math.round(millis.applyAsDouble(answer)))
            .toList());
  }

  /** How many of the queries were read whole. */
  long ranked() {
    return outcome.answers().stream().filter(answer -> answer.status() == Status.RANKED).count();
  }

  ObjectNode json() {
    ObjectNode json =
        JSON.createObjectNode()
            .put("part_of_saturation", part)
            .put("rate_per_second", rate)
            .put("sent", outcome.sent())
            .put("answered", outcome.answers().size())
            .put("ranked", ranked());
    ObjectNode parts = json.putObject("ms");
    parts().forEach((name, distribution) -> parts.set(name, distribution.json()));
    return json;
  }
}
