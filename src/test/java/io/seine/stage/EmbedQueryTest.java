package io.seine.stage;

import static io.seine.stage.Samples.CLOCK;
import static io.seine.stage.Samples.FAR;
import static io.seine.stage.Samples.NOW;
import static io.seine.stage.Stages.output;
import static io.seine.stage.Stages.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.inference.DeadlineException;
import io.seine.message.ErrorCode;
import io.seine.message.Query;
import io.seine.message.ReadingMode;
import io.seine.message.Reranking;
import io.seine.message.RetrievalMode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class EmbedQueryTest {
  private final RecordedTelemetry telemetry = new RecordedTelemetry();
  private final PendingQuery pending = Samples.pending(Samples.query(1, 1, FAR, true));

  @Test
  void makesTheQuerysVector() throws Exception {
    EmbedQuery stage =
        new EmbedQuery(
            (text, deadline) -> CompletableFuture.completedFuture(new float[] {text.length()}),
            "model",
            CLOCK,
            telemetry);
    assertThat(output(stage, pending).vector()).containsExactly(4);
  }

  @Test
  void aFailingBiEncoderLeavesTheWordsOfTheQuery() throws Exception {
    EmbedQuery stage =
        new EmbedQuery(
            (text, deadline) -> CompletableFuture.failedFuture(new IllegalStateException("broken")),
            "model",
            CLOCK,
            telemetry);

    EmbeddedQuery embedded = output(stage, pending);

    assertThat(embedded.vector()).isNull();
    assertThat(embedded.degradation())
        .contains("the bi-encoder failed")
        .contains("keyword retrieval only");
    assertThat(telemetry.counts()).containsEntry("embedding_failures", 1L);
  }

  @Test
  void whatWasGivenUpIsNoFailureOfTheModel() {
    EmbedQuery stage =
        new EmbedQuery(
            (text, deadline) ->
                CompletableFuture.failedFuture(new CancellationException("it was closed")),
            "model",
            CLOCK,
            telemetry);

    assertThat(stage.apply(pending))
        .completesExceptionallyWithin(Duration.ofSeconds(20))
        .withThrowableThat()
        .havingRootCause()
        .isInstanceOf(CancellationException.class);
    assertThat(telemetry.counts()).doesNotContainKey("embedding_failures");
  }

  @Test
  void aQueryThatNoCoreCouldEmbedInTimeIsLate() throws Exception {
    EmbedQuery stage =
        new EmbedQuery(
            (text, deadline) -> CompletableFuture.failedFuture(new DeadlineException("late")),
            "model",
            CLOCK,
            telemetry);
    assertThat(rejection(stage, pending).code()).isEqualTo(ErrorCode.DEADLINE_PASSED);
  }

  @Test
  void aRunThatIsUnderWayAtTheDeadlineIsNotWaitedFor() throws Exception {
    EmbedQuery stage =
        new EmbedQuery((text, deadline) -> new CompletableFuture<>(), "model", CLOCK, telemetry);
    PendingQuery soon = Samples.pending(Samples.query(1, 1, NOW + 20, true));
    assertThat(rejection(stage, soon).code()).isEqualTo(ErrorCode.DEADLINE_PASSED);
    assertThat(telemetry.counts()).doesNotContainKey("embedding_failures");
  }

  @Test
  void aQueryThatIsLateCostsNoRun() throws Exception {
    EmbedQuery stage =
        new EmbedQuery(
            (text, deadline) -> {
              throw new AssertionError("it was embedded");
            },
            "model",
            CLOCK,
            telemetry);
    PendingQuery late = Samples.pending(Samples.query(1, 1, NOW, true));
    assertThat(rejection(stage, late).code()).isEqualTo(ErrorCode.DEADLINE_PASSED);
  }

  @Test
  void aKeywordQueryIsNotEmbedded() throws Exception {
    EmbedQuery stage =
        new EmbedQuery(
            (text, deadline) -> CompletableFuture.completedFuture(new float[] {1}),
            "model",
            CLOCK,
            telemetry);
    Query query =
        new Query(
            "q",
            "why?",
            1,
            1,
            List.of(),
            FAR,
            Reranking.FUSED,
            RetrievalMode.KEYWORD,
            ReadingMode.FIXED,
            1);

    EmbeddedQuery embedded = output(stage, Samples.pending(query));

    assertThat(embedded.vector()).isNull();
    assertThat(embedded.degradation()).isNull();
  }
}
