package io.seine.cli.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.flink.FlinkRest.Checkpoint;
import io.seine.flink.FlinkRest.Checkpoints;
import io.seine.flink.FlinkRest.Failure;
import io.seine.flink.FlinkRest.FlinkJob;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is told of a job, for people and for programs. */
class JobReportTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private static JobReport report(String state, int runningTasks, Long waiting, Long read) {
    Instant startedAt = NOW.minus(Duration.ofMinutes(95));
    return new JobReport(
        new FlinkJob(
            "2f0c", "rank-queries", state, startedAt, Duration.ofMinutes(95), runningTasks, 4),
        2,
        new Failure(NOW.minusSeconds(30), "OpenSearch is gone."),
        new Checkpoints(
            12, 1, "It expired.", new Checkpoint(NOW.minusSeconds(70), "file:/c/chk-12", 12_345)),
        waiting,
        read,
        Map.of("dead-letters", 3L));
  }

  @Test
  void aJobThatRunsIsToldInAFewLines() {
    assertThat(report("RUNNING", 4, 7L, 120L).text(NOW).lines())
        .containsExactly(
            "rank-queries  2f0c",
            "  state        RUNNING, submitted 2026-03-01 10:25:00 UTC, 1 h 35 min ago",
            "  records      120 read, 7 waiting in Kafka; dead-letters 3",
            "  checkpoints  12 complete, 1 failed (the last: It expired.); the last 1 min 10 s ago, 12.3 kB, file:/c/chk-12",
            "  restarts     2",
            "  last failure 2026-03-01 11:59:30 UTC: OpenSearch is gone.");
  }

  @Test
  void whatIsNotKnownYetIsNotMadeUp() {
    JobReport report = report("RESTARTING", 1, null, null);
    assertThat(report.text(NOW))
        .contains("RESTARTING, with 1 of 4 tasks running, submitted")
        .contains("records      not known yet;");
    assertThat(report.json().get("records_waiting").isNull()).isTrue();
    assertThat(report.json().get("records_read").isNull()).isTrue();
  }

  @Test
  void aProgramReadsTheSame() {
    assertThat(report("RUNNING", 4, 7L, 120L).json().toString())
        .isEqualTo(
            """
            {"name":"rank-queries","id":"2f0c","state":"RUNNING","running":true,"tasks":4,"running_tasks":4,\
            "submitted_at":"2026-03-01T10:25:00Z","age_ms":5700000,"restarts":2,\
            "last_failure":{"at":"2026-03-01T11:59:30Z","why":"OpenSearch is gone."},\
            "checkpoints":{"completed":12,"failed":1,"why_failed":"It expired.",\
            "latest":{"completed_at":"2026-03-01T11:58:50Z","path":"file:/c/chk-12","bytes":12345}},\
            "records_read":120,"records_waiting":7,"records_written":{"dead-letters":3}}""");
  }
}
