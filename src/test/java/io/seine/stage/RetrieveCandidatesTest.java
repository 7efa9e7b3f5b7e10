package io.seine.stage;

import static io.seine.stage.Samples.CLOCK;
import static io.seine.stage.Samples.FAR;
import static io.seine.stage.Samples.NOW;
import static io.seine.stage.Stages.output;
import static io.seine.stage.Stages.rejection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.message.DeadLetter;
import io.seine.message.ErrorCode;
import io.seine.message.InvalidRecordException;
import io.seine.message.Query;
import io.seine.message.ReadingMode;
import io.seine.message.RetrievalMode;
import io.seine.search.Candidate;
import io.seine.search.FatalSearchException;
import io.seine.search.RefusedRequestException;
import io.seine.search.RetrievalRequest;
import io.seine.search.RetryableSearchException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RetrieveCandidatesTest {
  private static final float[] VECTOR = {1};

  private final RecordedTelemetry telemetry = new RecordedTelemetry();
  private final List<RetrievalRequest> requests = new ArrayList<>();
  private final Deque<Exception> failures = new ArrayDeque<>();
  private final RetrieveCandidates stage =
      new RetrieveCandidates(
          this::retrieve, 100, new Admission(16, Admission.Order.DEADLINE), CLOCK, telemetry);

  private CompletableFuture<List<Candidate>> retrieve(RetrievalRequest request) {
    requests.add(request);
    return failures.isEmpty()
        ? CompletableFuture.completedFuture(Samples.candidates(2))
        : CompletableFuture.failedFuture(failures.remove());
  }

  private static EmbeddedQuery query(long deadline, float[] vector) {
    return new EmbeddedQuery(
        Samples.pending(Samples.query(10, 50, deadline, true)), vector, "model", null, 1);
  }

  @Test
  void retrievesAsManyAsAreWantedFromListsOfTheSetDepth() throws Exception {
    assertThat(output(stage, query(FAR, VECTOR)).candidates()).hasSize(2);
    assertThat(requests).hasSize(1);
    assertThat(requests.get(0).depth()).isEqualTo(100);
    assertThat(requests.get(0).limit()).isEqualTo(50);
    assertThat(requests.get(0).mode()).isEqualTo(RetrievalMode.HYBRID);
  }

  @Test
  void asksForAsManyPassagesAsAreToBeReadOfACandidate() throws Exception {
    for (boolean read : List.of(true, false)) {
      Query query = Samples.query(10, 50, FAR, read ? ReadingMode.FIXED : ReadingMode.OFF, 3);
      output(stage, new EmbeddedQuery(Samples.pending(query), VECTOR, "model", null, 1));
    }
    assertThat(requests).extracting(RetrievalRequest::passages).containsExactly(3, 1);
  }

  @Test
  void withoutAVectorItIsByKeyword() throws Exception {
    output(stage, query(FAR, null));
    assertThat(requests.get(0).mode()).isEqualTo(RetrievalMode.KEYWORD);
  }

  @Test
  void triesAgainWhenTheIndexGaveNoAnswer() throws Exception {
    failures.add(new RetryableSearchException("down", null));
    failures.add(new RetryableSearchException("still down", null));

    assertThat(output(stage, query(FAR, VECTOR)).candidates()).hasSize(2);
    assertThat(requests).hasSize(3);
    assertThat(telemetry.counts()).containsEntry("retrieval_retries", 2L);
  }

  @Test
  void givesUpWhenTheDeadlineLeavesNoTimeForAnotherTry() throws Exception {
    failures.add(new RetryableSearchException("down", null));

    DeadLetter letter = rejection(stage, query(NOW + 50, VECTOR));

    assertThat(letter.code()).isEqualTo(ErrorCode.RETRIEVAL_FAILED);
    assertThat(letter.message()).contains("down");
    assertThat(letter.subject()).isEqualTo("q");
    assertThat(requests).hasSize(1);
  }

  @Test
  void anIndexThatNeverAnswersIsNotWaitedForBeyondTheDeadline() throws Exception {
    RetrieveCandidates waiting =
        new RetrieveCandidates(
            request -> new CompletableFuture<>(),
            100,
            new Admission(16, Admission.Order.DEADLINE),
            CLOCK,
            telemetry);
    assertThat(rejection(waiting, query(NOW + 30, VECTOR)).code())
        .isEqualTo(ErrorCode.RETRIEVAL_FAILED);
  }

  @Test
  void onlySoManyAskTheIndexAtOnceAndTheLateNeverDo() throws Exception {
    CompletableFuture<List<Candidate>> answer = new CompletableFuture<>();
    RetrieveCandidates narrow =
        new RetrieveCandidates(
            request -> {
              requests.add(request);
              return answer;
            },
            100,
            new Admission(1, Admission.Order.DEADLINE),
            CLOCK,
            telemetry);
    CompletionStage<Outcome<RetrievedQuery>> first = narrow.apply(query(FAR, VECTOR));
    DeadLetter late = rejection(narrow, query(NOW + 30, VECTOR));
    assertThat(late.code()).isEqualTo(ErrorCode.DEADLINE_PASSED);

    answer.complete(Samples.candidates(2));

    assertThat(first.toCompletableFuture().get(30, TimeUnit.SECONDS))
        .isInstanceOf(Outcome.Output.class);
    assertThat(requests).hasSize(1);
  }

  @Test
  void theReasonTellsHowOftenTheIndexWasAskedAndWhatItSaid() throws Exception {
    failures.add(new RetryableSearchException("503 no shards", null));
    failures.add(new RetryableSearchException("503 no shards", null));
    failures.add(new RetryableSearchException("503 no shards", null));
    failures.add(new RetryableSearchException("503 no shards", null));
    // The clock stands still: the fourth pause is longer than what is left.
    DeadLetter letter = rejection(stage, query(NOW + 390, VECTOR));
    assertThat(letter.code()).isEqualTo(ErrorCode.RETRIEVAL_FAILED);
    assertThat(letter.message()).contains("failed tries", "503 no shards");
  }

  @Test
  void aQueryThatTheIndexRefusesIsNotTriedAgain() throws Exception {
    failures.add(new RefusedRequestException("bad query"));
    assertThat(rejection(stage, query(FAR, VECTOR)).code()).isEqualTo(ErrorCode.RETRIEVAL_FAILED);
    assertThat(requests).hasSize(1);
  }

  @Test
  void aFilterThatIsJudgedLateIsStillTheQuerysOwnFault() throws Exception {
    failures.add(new InvalidRecordException(ErrorCode.INVALID_FILTER, "filter names 'x'"));

    DeadLetter letter = rejection(stage, query(FAR, VECTOR));

    assertThat(letter.code()).isEqualTo(ErrorCode.INVALID_FILTER);
    assertThat(letter.message()).isEqualTo("filter names 'x'");
  }

  @Test
  void anIndexThatIsGoneStopsTheJob() {
    failures.add(new FatalSearchException("Run prepare-index first."));
    assertThatThrownBy(() -> output(stage, query(FAR, VECTOR)))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(StageFailure.class)
        .hasMessage("Run prepare-index first.");
  }
}
