package io.seine.flink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Stack traces as Flink shows them, in words. */
class FailureTextTest {
  @Test
  void seinesOwnMessageWinsOverWhatItWrapsAndWhatWrapsIt() {
    assertThat(
            FailureText.of(
                """
                org.apache.flink.runtime.execution.SuppressRestartsException: Unrecoverable failure. This suppresses job restarts. Please check the stack trace for the root cause.
                \tat io.seine.stream.AsyncStage.open(AsyncStage.java:61)
                \t... 5 more
                Caused by: io.seine.stage.StageFailure: There is no index. Run prepare-index first.
                \tat io.seine.job.Indexes.ask(Indexes.java:40)
                Caused by: java.net.ConnectException: Connection refused
                \tat java.base/sun.nio.ch.Net.pollConnect(Native Method)
                """))
        .isEqualTo("There is no index. Run prepare-index first.");
  }

  @Test
  void aMessageThatOnlyWrapsAnotherIsUnwrapped() {
    assertThat(
            FailureText.of(
                """
                <Exception on server side:
                org.apache.flink.runtime.rest.handler.RestHandlerException: Could not execute application.
                \tat org.apache.flink.runtime.webmonitor.handlers.JarRunHandler.lambda$0(JarRunHandler.java:113)
                Caused by: java.util.concurrent.CompletionException: org.apache.flink.util.FlinkRuntimeException: Could not execute application.
                \tat java.base/java.util.concurrent.CompletableFuture.encodeThrowable(CompletableFuture.java:315)
                Caused by: org.apache.flink.client.program.ProgramInvocationException: The main method caused an error: rerank.lambda is 'x'; it has to be a number from 0.0 to 100.0.
                \tat org.apache.flink.client.program.PackagedProgram.callMainMethod(PackagedProgram.java:375)
                Caused by: io.seine.job.SettingsException: rerank.lambda is 'x'; it has to be a number from 0.0 to 100.0.
                \tat io.seine.job.Setting.parse(Setting.java:33)

                End of exception on server side>"""))
        .isEqualTo("rerank.lambda is 'x'; it has to be a number from 0.0 to 100.0.");
  }

  @Test
  void aDeepCauseWithoutWordsOfItsOwnIsNamedByItsClass() {
    assertThat(
            FailureText.of(
                """
                org.apache.flink.util.FlinkException: Global failure
                \tat A.b(A.java:1)
                Caused by: org.apache.kafka.common.errors.TimeoutException: Timed out waiting for a node assignment. Call: describeTopics
                """))
        .isEqualTo(
            "TimeoutException: Timed out waiting for a node assignment. Call: describeTopics");
    assertThat(FailureText.of("java.lang.OutOfMemoryError\n\tat A.b(A.java:1)"))
        .isEqualTo("OutOfMemoryError");
  }

  @Test
  void whatFlinkSaysOfSavepointsBecomesWhatToDo() {
    assertThat(
            FailureText.of(
                """
                org.apache.flink.util.FlinkException: JobMaster for job failed.
                \tat A.b(A.java:1)
                Caused by: java.io.FileNotFoundException: Cannot find checkpoint or savepoint file/directory 'file:/none' on file system 'file'.
                \tat A.b(A.java:1)
                """))
        .isEqualTo("There is no savepoint at file:/none, as the JobManager sees it.");
  }

  @Test
  void aTopicThatIsMissingIsNamed() {
    assertThat(
            FailureText.of(
                """
                org.apache.flink.util.FlinkRuntimeException: Failed to list subscribed topic partitions due to
                \tat A.b(A.java:1)
                Caused by: org.apache.flink.util.FlinkRuntimeException: Kafka has no topic documents.v2. Create it.
                \tat A.b(A.java:1)
                Caused by: org.apache.kafka.common.errors.UnknownTopicOrPartitionException: This server does not host this topic-partition.
                """))
        .isEqualTo("Kafka has no topic documents.v2. Create it.");
  }

  @Test
  void textThatIsNoTraceStaysAsItIs() {
    assertThat(FailureText.of("Job not found")).isEqualTo("Job not found");
    assertThat(FailureText.isTrace("Job not found")).isFalse();
    assertThat(FailureText.isTrace("a.B: c\n\tat A.b(A.java:1)")).isTrue();
  }
}
