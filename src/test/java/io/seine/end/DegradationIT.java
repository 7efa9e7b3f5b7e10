package io.seine.end;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Status;
import java.io.IOException;
import org.apache.flink.api.common.JobStatus;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What queries get while OpenSearch is slow, down, or down since before the job began. */
class DegradationIT {
  private static final int DEADLINE_MILLIS = 2_000;

  private static SeineUnderTest seine;

  @BeforeAll
  static void publishADocument() throws Exception {
    seine = SeineUnderTest.get();
    seine.publish(
        "documents",
        "degrade-1",
        "{\"text\": \"The tide comes twice a day.\", \"metadata\": {\"test\": \"degrade\"}}");
    awaitRanked("degrade-ready");
  }

  private static String query(int deadlineMillis) {
    return "{\"text\": \"tide\", \"filter\": {\"test\": \"degrade\"}, \"deadline_ms\": %d}"
        .formatted(deadlineMillis);
  }

  private static void awaitRanked(String id) throws Exception {
    seine.askUntil(
        id, query(60_000), result -> result.status() == Status.RANKED && !result.hits().isEmpty());
  }

  private static ProcessHandle openSearch() {
    return ProcessHandle.current()
        .descendants()
        .filter(
            process ->
                process
                        .info()
                        .commandLine()
                        .orElse("")
                        .contains("servers.opensearch.OpenSearchServer")
                    && process.info().commandLine().orElse("").contains(port()))
        .findFirst()
        .orElseThrow();
  }

  private static String port() {
    String url = seine.seine().cluster().openSearchUrl();
    return url.substring(url.lastIndexOf(':') + 1);
  }

  private static void signal(ProcessHandle process, String signal)
      throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }

  private static void assertFailedByTheDeadline(String id) throws Exception {
    seine.publish("queries", id, query(DEADLINE_MILLIS));
    RankedResult result = seine.result(id);
    assertThat(result.status()).isEqualTo(Status.FAILED);
    assertThat(result.reason()).contains("The index gave no answer before the deadline");
  }

  @Test
  void aHungOpenSearchIsNotWaitedForBeyondTheDeadline() throws Exception {
    ProcessHandle process = openSearch();
    signal(process, "STOP");
    try {
      assertFailedByTheDeadline("degrade-hung");
    } finally {
      signal(process, "CONT");
    }
    awaitRanked("degrade-resumed");
    assertThat(seine.seine().rankQueries().restarts()).isZero();
  }

  @Test
  void anOpenSearchThatIsDownIsSaidToBeAlsoByAJobThatBeginsThen() throws Exception {
    ProcessHandle process = openSearch();
    process.destroyForcibly();
    process.onExit().join();
    try {
      assertFailedByTheDeadline("degrade-down");

      seine.seine().rankQueries().cancel();
      seine.seine().submitRankQueries();
      seine.askUntil(
          "degrade-begun",
          query(DEADLINE_MILLIS),
          result -> result.reason() != null && result.reason().contains("failed tries"));
      assertFailedByTheDeadline("degrade-down-again");
    } finally {
      seine.seine().cluster().crashOpenSearch();
    }
    awaitRanked("degrade-up");
    assertThat(seine.seine().rankQueries().status()).isEqualTo(JobStatus.RUNNING);
    assertThat(seine.seine().rankQueries().restarts()).isZero();
    assertThat(seine.seine().indexDocuments().restarts()).isZero();
  }
}
