package io.seine.cli.operations;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.flink.FlinkRest;
import io.seine.flink.FlinkRest.Checkpoint;
import io.seine.flink.FlinkRest.Checkpoints;
import io.seine.flink.FlinkRest.Failure;
import io.seine.flink.FlinkRest.FlinkJob;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a job on a cluster is doing.
 *
 * @param restarts since the present JobManager has the job
 * @param waiting how many records of its topic it has not read yet; null where that is not known
 *     yet
 * @param read how many records it has read since it started last; null as above
 * @param written how many records it has written since then, by the names of its sinks
 */
public record JobReport(
    FlinkJob job,
    long restarts,
    @Nullable Failure lastFailure,
    Checkpoints checkpoints,
    @Nullable Long waiting,
    @Nullable Long read,
    Map<String, Long> written) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** The metrics of Flink's own that tell what goes in and out, as it names them. */
  private static final Pattern FLOWS =
      Pattern.compile(
          "Source__([^.]+)\\.(numRecordsIn|pendingRecords)|([^.]+)__Writer\\.numRecordsIn");

  /** So long does Flink take to gather a job's figures, once it is asked for them. */
  private static final Duration GATHERING = Duration.ofSeconds(5);

  private static final long LOOK_AGAIN_MILLIS = 250;

  /**
   * Asks the cluster for all that there is to tell of a job: again for some seconds where a job
   * that has run for longer tells no figures, since Flink gathers them only when it is asked.
   */
  public static JobReport of(FlinkRest flink, FlinkJob job) {
    Map<String, Long> flows = flink.sums(job.id(), FLOWS);
    boolean gathers = job.isRunning() && job.runningFor().compareTo(GATHERING) > 0;
    long giveUpAt = System.nanoTime() + GATHERING.toNanos();
    while (gathers && !knowsWhatWasRead(flows) && System.nanoTime() < giveUpAt) {
      pause();
      flows = flink.sums(job.id(), FLOWS);
    }
    Long waiting = null;
    Long read = null;
    Map<String, Long> written = new TreeMap<>();
    for (Map.Entry<String, Long> flow : flows.entrySet()) {
      Matcher name = FLOWS.matcher(flow.getKey());
      if (!name.matches()) {
        continue;
      }
      if (name.group(3) != null) {
        written.put(name.group(3), flow.getValue());
      } else if (name.group(2).equals("pendingRecords")) {
        waiting = flow.getValue();
      } else {
        read = flow.getValue();
      }
    }
    return new JobReport(
        job,
        flink.restarts(job.id()),
        flink.lastFailure(job.id()),
        flink.checkpoints(job.id()),
        waiting,
        read,
        written);
  }

  private static boolean knowsWhatWasRead(Map<String, Long> flows) {
    return flows.keySet().stream()
        .anyMatch(name -> name.startsWith("Source__") && name.endsWith(".numRecordsIn"));
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationException("Interrupted while waiting for the job's figures", e);
    }
  }

  /** The report in a few lines. */
  public String text(Instant now) {
    StringBuilder text = new StringBuilder();
    text.append("%s  %s%n".formatted(job.name(), job.id()));
    text.append("  state        %s%n".formatted(state(now)));
    if (!job.isOver()) {
      text.append("  records      %s%n".formatted(records()));
    }
    text.append("  checkpoints  %s%n".formatted(checkpointed(now)));
    text.append("  restarts     %d%n".formatted(restarts));
    if (lastFailure != null) {
      text.append(
          "  last failure %s: %s%n".formatted(TIME.format(lastFailure.at()), lastFailure.why()));
    }
    return text.toString();
  }

  private String state(Instant now) {
    Duration age = Duration.between(job.startedAt(), now);
    String since = "submitted %s, %s ago".formatted(TIME.format(job.startedAt()), Spoken.of(age));
    return job.isOver() || job.isRunning()
        ? job.state() + ", " + since
        : "%s, with %d of %d tasks running, %s"
            .formatted(job.state(), job.runningTasks(), job.tasks(), since);
  }

  private String records() {
    StringBuilder text = new StringBuilder();
    text.append(read == null ? "not known yet" : read + " read");
    if (waiting != null) {
      text.append(", ").append(waiting).append(" waiting in Kafka");
    }
    written.forEach((sink, count) -> text.append("; ").append(sink).append(' ').append(count));
    return text.toString();
  }

  private String checkpointed(Instant now) {
    Checkpoint latest = checkpoints.latest();
    String counts =
        "%d complete, %d failed%s"
            .formatted(
                checkpoints.completed(),
                checkpoints.failed(),
                checkpoints.whyFailed() == null
                    ? ""
                    : " (the last: %s)".formatted(checkpoints.whyFailed()));
    return latest == null
        ? counts
        : "%s; the last %s ago, %s, %s"
            .formatted(
                counts,
                Spoken.of(Duration.between(latest.completedAt(), now)),
                Spoken.bytes(latest.bytes()),
                latest.path());
  }

  /** The report for programs: times in UTC, durations in milliseconds. */
  public ObjectNode json() {
    ObjectNode json = JSON.createObjectNode();
    json.put("name", job.name()).put("id", job.id()).put("state", job.state());
    json.put("running", job.isRunning());
    json.put("tasks", job.tasks()).put("running_tasks", job.runningTasks());
    json.put("submitted_at", iso(job.startedAt())).put("age_ms", job.runningFor().toMillis());
    json.put("restarts", restarts);
    if (lastFailure != null) {
      json.putObject("last_failure").put("at", iso(lastFailure.at())).put("why", lastFailure.why());
    }
    ObjectNode checkpointed = json.putObject("checkpoints");
    checkpointed.put("completed", checkpoints.completed()).put("failed", checkpoints.failed());
    if (checkpoints.whyFailed() != null) {
      checkpointed.put("why_failed", checkpoints.whyFailed());
    }
    Checkpoint latest = checkpoints.latest();
    if (latest != null) {
      checkpointed
          .putObject("latest")
          .put("completed_at", iso(latest.completedAt()))
          .put("path", latest.path())
          .put("bytes", latest.bytes());
    }
    json.put("records_read", read).put("records_waiting", waiting);
    ObjectNode sinks = json.putObject("records_written");
    written.forEach(sinks::put);
    return json;
  }

  private static String iso(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
