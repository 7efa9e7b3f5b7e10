package io.seine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of a job, by what Flink's pages say of it. */
class StatusCommandTest {
  private static final String FIGURES = "/jobs/j1/vertices/v/subtasks/metrics";
  private static final String NAMES = "[{\"id\":\"Source__queries.numRecordsIn\"}]";
  private static final String SUMS = "[{\"id\":\"Source__queries.numRecordsIn\",\"sum\":7}]";

  private ScriptedFlink flink;

  @BeforeEach
  void open() throws Exception {
    flink = new ScriptedFlink("rank-queries");
  }

  @AfterEach
  void close() {
    flink.close();
  }

  private String status() {
    SeineCommand.Ran ran = SeineCommand.run("status", "--flink", flink.url());
    assertThat(ran.errors()).isEmpty();
    return ran.output();
  }

  @Test
  void whatFlinkOnlyGathersWhenItIsAskedIsAskedForAgain() {
    flink.answers(FIGURES, "[]", "[]", NAMES, SUMS);
    assertThat(status()).contains("records      7 read");
  }

  @Test
  void aJobThatJustBeganIsNotWaitedFor() {
    flink.job("rank-queries", "RUNNING", 1_000);
    flink.answers(FIGURES, "[]", NAMES, SUMS);
    assertThat(status()).contains("records      not known yet");
  }

  @Test
  void aCheckpointThatDidNotBeginIsNoAlarm() {
    flink.job("rank-queries", "RUNNING", 1_000);
    flink.answers(FIGURES, "[]");
    // As Flink tells of a job of some seconds.
    flink.answers(
        "/jobs/j1/checkpoints",
        "{\"counts\":{\"total\":19,\"completed\":18,\"failed\":1},\"latest\":{\"failed\":null},\"history\":[]}");
    assertThat(status()).contains("checkpoints  18 complete, 0 failed\n");
  }

  @Test
  void oneThatFailedIsToldWithWhy() {
    flink.job("rank-queries", "RUNNING", 1_000);
    flink.answers(FIGURES, "[]");
    flink.answers(
        "/jobs/j1/checkpoints",
        """
        {"counts": {"completed": 18, "failed": 2},
         "latest": {"failed": {"id": 4, "failure_message": "Checkpoint expired before completing."}}}
        """);
    assertThat(status())
        .contains("18 complete, 2 failed (the last: Checkpoint expired before completing.)");
  }
}
