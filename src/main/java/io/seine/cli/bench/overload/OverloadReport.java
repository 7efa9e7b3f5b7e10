package io.seine.cli.bench.overload;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.cli.bench.load.OpenLoop;
import io.seine.cli.bench.measure.Distribution;
import io.seine.cli.bench.measure.MemoryWatch;
import io.seine.message.RankedResult.Status;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What came of more queries than can be read.
 *
 * @param capacity queries a second that are read whole
 * @param rate queries a second that were asked
 * @param order the rule by which the cores were given
 */
record OverloadReport(
    double capacity,
    double rate,
    long deadlineMillis,
    String order,
    OpenLoop.Outcome outcome,
    List<MemoryWatch.Seen> memory) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How late a result may leave at the 99th percentile, in milliseconds. */
  private static final long ALLOWED_MILLIS = 50;

  private long count(Status status) {
    return outcome.answers().stream().filter(answer -> answer.status() == status).count();
  }

  /** How long after its deadline each result left; negative before it. */
  private Distribution late() {
    return new Distribution(
        outcome.answers().stream().map(answer -> answer.leftAt() - answer.deadline()).toList());
  }

  private Distribution lateReceived() {
    return new Distribution(
        outcome.answers().stream().map(answer -> answer.receivedAt() - answer.deadline()).toList());
  }

  private Distribution latency() {
    return new Distribution(outcome.answers().stream().map(OpenLoop.Answer::latency).toList());
  }

  /** Whether every query was answered, and 99 of 100 in time. */
  boolean isKept() {
    return outcome.answers().size() == outcome.sent() && late().quantile(0.99) <= ALLOWED_MILLIS;
  }

  ObjectNode json() {
    ObjectNode json =
        JSON.createObjectNode()
            .put("capacity_per_second", capacity)
            .put("rate_per_second", rate)
            .put("deadline_ms", deadlineMillis)
            .put("query_order", order)
            .put("sent", outcome.sent())
            .put("answered", outcome.answers().size());
    ObjectNode statuses = json.putObject("status");
    Arrays.stream(Status.values()).forEach(status -> statuses.put(status.code(), count(status)));
    json.set("left_after_deadline_ms", late().json());
    json.set("received_after_deadline_ms", lateReceived().json());
    json.set("latency_ms", latency().json());
    json.set("memory_mib", JSON.valueToTree(memory));
    return json.put("kept", isKept());
  }

  String text() {
    StringBuilder out = new StringBuilder();
    out.append(
        line("capacity              %.2f queries/s, read whole", capacity)
            + line("asked                 %.2f queries/s, query order %s", rate, order)
            + line("deadline              %,d ms", deadlineMillis)
            + line("sent                  %,d", outcome.sent())
            + line("answered              %,d", outcome.answers().size()));
    for (Status status : Status.values()) {
      out.append(line("  %-20s%,d", status.code(), count(status)));
    }
    out.append(line("left after deadline   %s ms", late().text()));
    out.append(line("received after it     %s ms", lateReceived().text()));
    out.append(line("latency               %s ms", latency().text()));
    out.append(
        line(
            "%n%-24s %16s %11s %22s %11s",
            "memory in MiB", "live heap", "a minute", "resident (most)", "a minute"));
    for (MemoryWatch.Seen seen : memory) {
      out.append(
          line(
              "%-24s %6.1f → %7.1f %+11.2f %5.0f → %5.0f (%5.0f) %+11.2f",
              seen.process(),
              seen.heapBefore(),
              seen.heapAfter(),
              seen.heapSlope(),
              seen.residentFirst(),
              seen.residentLast(),
              seen.residentMax(),
              seen.residentSlope()));
    }
    return out.append(
            isKept()
                ? line("%nEvery query was answered, 99 %% of them within their deadline + 50 ms.")
                : line("%nNOT KEPT: a query had no answer, or more than 1 %% were late by 50 ms."))
        .toString();
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format + "%n", values);
  }
}
