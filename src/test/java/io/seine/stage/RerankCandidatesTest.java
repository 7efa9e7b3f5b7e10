package io.seine.stage;

import static io.seine.stage.Samples.CLOCK;
import static io.seine.stage.Samples.FAR;
import static io.seine.stage.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.seine.inference.CrossEncoder;
import io.seine.inference.Reading;
import io.seine.message.Query;
import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Hit;
import io.seine.message.RankedResult.Models;
import io.seine.message.RankedResult.Status;
import io.seine.message.ReadingMode;
import io.seine.message.Reranking;
import io.seine.message.RetrievalMode;
import io.seine.search.Candidate;
import io.seine.search.Fusion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RerankCandidatesTest {
  private static final double UNREAD = Double.NaN;

  private final RecordedTelemetry telemetry = new RecordedTelemetry();
  private final List<List<String>> asked = new ArrayList<>();

  /** A reading that ends as told, with these logits. */
  private static final class ToldReading implements Reading {
    private final CompletableFuture<Integer> completion;
    private final double[] logits;
    private boolean cancelled;

    ToldReading(CompletableFuture<Integer> completion, double... logits) {
      this.completion = completion;
      this.logits = logits;
    }

    @Override
    public CompletableFuture<Integer> completion() {
      return completion;
    }

    @Override
    public double logit(int index) {
      return logits[index];
    }

    @Override
    public void onRead(Runnable listener) {}

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  private static ToldReading done(double... logits) {
    return new ToldReading(CompletableFuture.completedFuture(logits.length), logits);
  }

  private static ToldReading endless(double... logits) {
    return new ToldReading(new CompletableFuture<>(), logits);
  }

  private RankedResult answer(double lambda, Query query, int retrieved, Reading reading)
      throws Exception {
    return answer(lambda, ReadingPolicy.ALL, query, retrieved, reading);
  }

  private RankedResult answer(
      double lambda, ReadingPolicy policy, Query query, int retrieved, Reading reading)
      throws Exception {
    return answer(new Fusion(0, 1, -lambda, 0, 0, 0), policy, query, retrieved, reading);
  }

  private RankedResult answer(Fusion fusion, Query query, Reading reading) throws Exception {
    return answer(fusion, ReadingPolicy.ALL, query, 3, reading);
  }

  private RankedResult answer(
      Fusion fusion, ReadingPolicy policy, Query query, int retrieved, Reading reading)
      throws Exception {
    return answer(stage(fusion, policy, true, reading), query, Samples.candidates(retrieved));
  }

  private RerankCandidates stage(
      Fusion fusion, ReadingPolicy policy, boolean titles, Reading reading) {
    return new RerankCandidates(
        (text, passages, deadline) -> {
          asked.add(passages);
          return reading;
        },
        fusion,
        policy,
        titles,
        new Models("bi@1", "cross@2"),
        CLOCK,
        telemetry);
  }

  private static RankedResult answer(
      RerankCandidates stage, Query query, List<Candidate> candidates) throws Exception {
    RetrievedQuery input = new RetrievedQuery(Samples.pending(query), candidates, null, 1, 2);
    return Stages.output(stage, input).result();
  }

  @Test
  void aReaderThatDoesNotEvenBeginLeavesTheRetrievalsOrder() throws Exception {
    RerankCandidates stage =
        new RerankCandidates(
            (text, passages, deadline) -> {
              throw new IllegalStateException("the model is gone");
            },
            Fusion.DEFAULT,
            ReadingPolicy.ALL,
            true,
            new Models("bi@1", "cross@2"),
            CLOCK,
            telemetry);
    RetrievedQuery input =
        new RetrievedQuery(
            Samples.pending(Samples.query(3, 3, FAR, true)), Samples.candidates(3), null, 1, 2);

    RankedResult result = Stages.output(stage, input).result();

    assertThat(result.status()).isEqualTo(Status.UNRANKED);
    assertThat(result.reason()).contains("the cross-encoder failed", "the model is gone");
    assertThat(result.hits()).extracting(Hit::id).containsExactly("c1", "c2", "c3");
    assertThat(telemetry.counts()).containsEntry("reading_failures", 1L);
  }

  @Test
  void aReadingThatIsGivenUpBecauseSomethingClosedIsNoFailureOfTheModels() {
    CompletableFuture<Integer> closed = new CompletableFuture<>();
    closed.completeExceptionally(new CancellationException("the scheduler was closed"));

    assertThatThrownBy(
            () ->
                answer(
                    Fusion.DEFAULT,
                    Samples.query(3, 3, FAR, true),
                    new ToldReading(closed, 1, UNREAD, UNREAD)))
        .hasRootCauseInstanceOf(CancellationException.class);
    assertThat(telemetry.counts()).doesNotContainKey("reading_failures");
  }

  @Test
  void ordersByTheSumOfTheReadingAndTheRetrievalsPrior() throws Exception {
    // With λ = 3 the second has 3.0 − 3·ln 2 = 0.92 and the third 4.0 − 3·ln 3 = 0.70.
    RankedResult result = answer(3, Samples.query(3, 3, FAR, true), 3, done(0.8, 3.0, 4.0));

    assertThat(result.status()).isEqualTo(Status.RANKED);
    assertThat(result.reason()).isNull();
    assertThat(result.hits()).extracting(Hit::id).containsExactly("c2", "c1", "c3");
    assertThat(result.hits()).extracting(Hit::rank).containsExactly(1, 2, 3);
    Hit first = result.hits().get(0);
    assertThat(first.crossEncoderScore()).isCloseTo(CrossEncoder.sigmoid(3), within(1e-12));
    assertThat(first.score()).isCloseTo(CrossEncoder.sigmoid(3 - 3 * Math.log(2)), within(1e-12));
    assertThat(first.retrieval().rank()).isEqualTo(2);
  }

  @Test
  void aloneTheReadingOrdersWhateverTheWeights() throws Exception {
    Query query =
        new Query(
            "q",
            "why?",
            3,
            3,
            List.of(),
            FAR,
            Reranking.ALONE,
            RetrievalMode.HYBRID,
            ReadingMode.FIXED,
            1);

    RankedResult result = answer(3, query, 3, done(0.8, 3.0, 4.0));

    assertThat(result.hits()).extracting(Hit::id).containsExactly("c3", "c2", "c1");
    assertThat(result.hits())
        .allSatisfy(hit -> assertThat(hit.score()).isEqualTo(hit.crossEncoderScore()));
  }

  @Test
  void whatTheRetrievalKnewIsWeighedAndIsInTheAnswer() throws Exception {
    // Keyword scores 9, 8 and 7 become 1, 0.5 and 0: 0.8 + 4, 3.0 + 2, 4.0 + 0.
    RankedResult result =
        answer(new Fusion(0, 1, 0, 4, 0, 0), Samples.query(3, 3, FAR, true), done(0.8, 3.0, 4.0));

    assertThat(result.hits()).extracting(Hit::id).containsExactly("c2", "c1", "c3");
    assertThat(result.hits().get(0).score()).isCloseTo(CrossEncoder.sigmoid(5), within(1e-12));
    assertThat(result.hits().get(0).retrieval().keywordScore()).isEqualTo(8);
  }

  @Test
  void unreadHitsStandInRetrievalOrderAndTheirScoresSayNothingElse() throws Exception {
    // By what the retrieval knew alone, the last would be the first.
    RankedResult result =
        answer(new Fusion(0, 1, 2, 0, 0, 0), Samples.query(3, 3, FAR, false), done());

    assertThat(result.hits()).extracting(Hit::id).containsExactly("c1", "c2", "c3");
    assertThat(result.hits()).extracting(Hit::score).isSortedAccordingTo(Comparator.reverseOrder());
  }

  @Test
  void hitsOfOneScoreStandInRetrievalOrder() throws Exception {
    RankedResult result = answer(0, Samples.query(3, 3, FAR, true), 3, done(1.0, 2.0, 2.0));

    assertThat(result.hits()).extracting(Hit::id).containsExactly("c2", "c3", "c1");
  }

  @Test
  void whatIsNotToBeReadDoesNotMoveTheScaleOfWhatTheRetrievalKnew() throws Exception {
    // Among the two to be read the keyword scores 9 and 8 are 1 and 0, whatever follows.
    RankedResult result =
        answer(
            new Fusion(0, 1, 0, 4, 0, 0),
            ReadingPolicy.ALL,
            Samples.query(2, 2, FAR, true),
            6,
            done(0, 2.0));

    assertThat(result.hits().get(0).score()).isCloseTo(CrossEncoder.sigmoid(4), within(1e-12));
    assertThat(result.hits().get(1).score()).isCloseTo(CrossEncoder.sigmoid(2), within(1e-12));
  }

  @Test
  void withLambdaZeroTheCrossEncoderAloneOrders() throws Exception {
    RankedResult result = answer(0, Samples.query(3, 3, FAR, true), 3, done(0.8, 3.0, 4.0));
    assertThat(result.hits()).extracting(Hit::id).containsExactly("c3", "c2", "c1");
  }

  @Test
  void readsThePassageUnderItsTitleOfAsManyCandidatesAsAreAskedFor() throws Exception {
    RankedResult result = answer(3, Samples.query(4, 2, FAR, true), 4, done(0, 5));

    assertThat(asked).containsExactly(List.of("title 1 passage 1", "title 2 passage 2"));
    assertThat(result.candidates()).isEqualTo(2);
    assertThat(result.status()).isEqualTo(Status.RANKED);
    assertThat(result.hits()).extracting(Hit::id).containsExactly("c2", "c1", "c3", "c4");
    assertThat(result.hits()).extracting(Hit::reranked).containsExactly(true, true, false, false);
  }

  @Test
  void aTitleLeavesRoomForThePassage() throws Exception {
    String title = "t".repeat(499) + "\uD83D\uDE00" + "t".repeat(100_000);
    Candidate under =
        new Candidate(
            "c1", title, "passage", 0, 7, List.of(), Map.of(), 1, 0.1, null, null, null, null, null,
            null);
    Candidate alone =
        new Candidate(
            "c2", title, "", 0, 0, List.of(), Map.of(), 2, 0.1, null, null, null, null, null, null);

    answer(
        stage(Fusion.ALONE, ReadingPolicy.ALL, true, done(1, 2)),
        Samples.query(2, 2, FAR, true),
        List.of(under, alone));

    assertThat(asked)
        .containsExactly(List.of("t".repeat(499) + " passage", title.substring(0, 8_192)));
  }

  @Test
  void withoutTitlesThePassageAloneIsReadUnlessThereIsNone() throws Exception {
    Candidate whole = Samples.candidates(1).get(0);
    Candidate titleAlone =
        new Candidate(
            "c2", "title 2", "", 0, 0, List.of(), Map.of(), 2, 0.1, null, null, null, null, null,
            null);

    answer(
        stage(Fusion.ALONE, ReadingPolicy.ALL, false, done(1, 2)),
        Samples.query(2, 2, FAR, true),
        List.of(whole, titleAlone));

    assertThat(asked).containsExactly(List.of("passage 1", "title 2"));
  }

  /** Two candidates of two passages, one of one, with the pairs read candidate by candidate. */
  private RankedResult answerOfSeveralPassages(Query query, ReadingPolicy policy, Reading reading)
      throws Exception {
    List<Candidate> candidates = new ArrayList<>(Samples.candidates(2, 2));
    candidates.add(Samples.candidates(3).get(2));
    return answer(stage(Fusion.ALONE, policy, true, reading), query, candidates);
  }

  @Test
  void theBestOfItsPassagesCountsAndIsShown() throws Exception {
    RankedResult result =
        answerOfSeveralPassages(
            Samples.query(3, 3, FAR, true), ReadingPolicy.ALL, done(1, -4, 0, 5, 2));

    assertThat(asked)
        .containsExactly(
            List.of(
                "title 1 passage 1",
                "title 1 passage 1.2",
                "title 2 passage 2",
                "title 2 passage 2.2",
                "title 3 passage 3"));
    assertThat(result.status()).isEqualTo(Status.RANKED);
    assertThat(result.reranked()).isEqualTo(3);
    assertThat(result.hits())
        .extracting(Hit::id, Hit::passage, Hit::passageStart, Hit::passageEnd)
        .containsExactly(
            tuple("c2", "passage 2.2", 200, 211),
            tuple("c3", "passage 3", 10, 19),
            tuple("c1", "passage 1", 10, 19));
    assertThat(result.hits().get(0).crossEncoderScore())
        .isCloseTo(CrossEncoder.sigmoid(5), within(1e-12));
    assertThat(telemetry.counts()).containsEntry("pairs", 5L).containsEntry("pairs_saved", 0L);
  }

  @Test
  void atTheDeadlineACandidateThatIsReadInPartIsUnread() throws Exception {
    RankedResult result =
        answerOfSeveralPassages(
            Samples.query(3, 3, NOW + 20, true),
            ReadingPolicy.ALL,
            endless(-9, -3, 8, UNREAD, UNREAD));

    assertThat(result.status()).isEqualTo(Status.PARTIAL);
    assertThat(result.reason()).isEqualTo("the deadline came after 1 of 3 candidates");
    assertThat(result.hits())
        .extracting(Hit::id, Hit::passage, Hit::reranked)
        .containsExactly(
            tuple("c1", "passage 1.2", true),
            tuple("c2", "passage 2", false),
            tuple("c3", "passage 3", false));
    assertThat(result.hits().get(1).crossEncoderScore()).isNull();
    assertThat(telemetry.counts()).containsEntry("pairs", 3L);
  }

  @Test
  void adaptiveReadingEndsBetweenCandidatesAndSavesThePassagesOfTheOthers() throws Exception {
    ScriptedReading reading = new ScriptedReading(1, 2, 3, 4, 99);
    reading.readFirst(3);

    RankedResult result =
        answerOfSeveralPassages(Samples.query(1, 3, FAR, ReadingMode.ADAPTIVE), first(1), reading);

    assertThat(result.status()).isEqualTo(Status.RANKED);
    assertThat(result.reranked()).isEqualTo(1);
    assertThat(result.hits()).extracting(Hit::passage).containsExactly("passage 1.2");
    assertThat(telemetry.counts()).containsEntry("pairs", 2L).containsEntry("pairs_saved", 3L);
  }

  @Test
  void atTheDeadlineWhatWasReadIsSortedAndTheRestFollows() throws Exception {
    ToldReading slow = endless(-9, UNREAD, 2, UNREAD);

    RankedResult result = answer(3, Samples.query(10, 4, NOW + 20, true), 4, slow);

    assertThat(result.status()).isEqualTo(Status.PARTIAL);
    assertThat(result.reason()).isEqualTo("the deadline came after 2 of 4 candidates");
    assertThat(result.reranked()).isEqualTo(2);
    assertThat(result.hits()).extracting(Hit::id).containsExactly("c3", "c1", "c2", "c4");
    assertThat(result.hits()).extracting(Hit::score).isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(result.hits().get(2).crossEncoderScore()).isNull();
    assertThat(slow.cancelled).isTrue();
    assertThat(telemetry.counts())
        .containsEntry("results{status=partial}", 1L)
        .containsEntry("pairs", 2L);
  }

  /** Has enough when so many are read. */
  private static ReadingPolicy first(int count) {
    return prefix -> prefix.read() == count;
  }

  @Test
  void adaptiveReadingAnswersWithWhatThePolicyHadEnoughOf() throws Exception {
    // The fourth was read on another core before the policy had its say.
    ScriptedReading reading = new ScriptedReading(1, 2, 3, 99, 99);
    reading.read(3);
    reading.readFirst(3);

    RankedResult result =
        answer(0, first(3), Samples.query(2, 5, FAR, ReadingMode.ADAPTIVE), 5, reading);

    assertThat(result.status()).isEqualTo(Status.RANKED);
    assertThat(result.reason()).isNull();
    assertThat(result.candidates()).isEqualTo(5);
    assertThat(result.reranked()).isEqualTo(3);
    assertThat(result.hits()).extracting(Hit::id).containsExactly("c3", "c2");
    assertThat(reading.isCancelled()).isTrue();
    assertThat(telemetry.counts())
        .containsEntry("pairs", 3L)
        .containsEntry("pairs_saved", 2L)
        .containsEntry("results{status=ranked}", 1L);
  }

  @Test
  void thePolicyJudgesByTheScoresThatOrderTheHits() throws Exception {
    List<List<Double>> seen = new ArrayList<>();
    ReadingPolicy policy =
        prefix -> {
          seen.add(List.of(prefix.score(0), prefix.score(1), prefix.prior(2)));
          return true;
        };
    ScriptedReading reading = new ScriptedReading(1, 2, 3);
    reading.readFirst(2);

    answer(3, policy, Samples.query(2, 3, FAR, ReadingMode.ADAPTIVE), 3, reading);

    assertThat(seen).containsExactly(List.of(1.0, 2 - 3 * Math.log(2), -3 * Math.log(3)));
  }

  @Test
  void fixedReadingReadsAllWhateverThePolicySays() throws Exception {
    RankedResult result =
        answer(0, first(2), Samples.query(1, 4, FAR, ReadingMode.FIXED), 4, done(1, 2, 3, 4));

    assertThat(result.reranked()).isEqualTo(4);
    assertThat(result.hits()).extracting(Hit::id).containsExactly("c4");
    assertThat(telemetry.counts()).containsEntry("pairs_saved", 0L);
  }

  @Test
  void adaptiveReadingThatMeetsItsDeadlineFirstIsPartial() throws Exception {
    ScriptedReading reading = new ScriptedReading(1, 2, 3, 4);
    reading.readFirst(2);

    RankedResult result =
        answer(0, first(3), Samples.query(1, 4, NOW + 20, ReadingMode.ADAPTIVE), 4, reading);

    assertThat(result.status()).isEqualTo(Status.PARTIAL);
    assertThat(result.reason()).isEqualTo("the deadline came after 2 of 4 candidates");
    assertThat(result.hits()).extracting(Hit::id).containsExactly("c2");
    assertThat(telemetry.counts()).containsEntry("pairs_saved", 0L);
  }

  @Test
  void withNothingReadTheRetrievalsOrderStands() throws Exception {
    RankedResult result =
        answer(3, Samples.query(10, 2, NOW + 20, true), 2, endless(UNREAD, UNREAD));

    assertThat(result.status()).isEqualTo(Status.UNRANKED);
    assertThat(result.reason()).isEqualTo("the deadline came after 0 of 2 candidates");
    assertThat(result.hits()).extracting(Hit::id).containsExactly("c1", "c2");
  }

  @Test
  void aCrossEncoderThatFailsLeavesTheRetrievalsOrderAndSaysSo() throws Exception {
    ToldReading broken =
        new ToldReading(
            CompletableFuture.failedFuture(new IllegalStateException("broken model")),
            UNREAD,
            UNREAD);

    RankedResult result = answer(3, Samples.query(10, 2, FAR, true), 2, broken);

    assertThat(result.status()).isEqualTo(Status.UNRANKED);
    assertThat(result.reason()).contains("the cross-encoder failed").contains("broken model");
    assertThat(result.hits()).hasSize(2);
  }

  @Test
  void aQueryThatAsksForNoRerankingCostsNoReading() throws Exception {
    RankedResult result = answer(3, Samples.query(2, 3, FAR, false), 3, done());

    assertThat(asked).isEmpty();
    assertThat(result.status()).isEqualTo(Status.UNRANKED);
    assertThat(result.reason())
        .isEqualTo("nothing is to be read, by the query or by the job's settings");
    assertThat(result.hits()).extracting(Hit::id).containsExactly("c1", "c2");
    assertThat(result.candidates()).isZero();
  }

  @Test
  void aQueryThatIsLateCostsNoReading() throws Exception {
    RankedResult result = answer(3, Samples.query(2, 3, NOW, true), 3, done());

    assertThat(asked).isEmpty();
    assertThat(result.status()).isEqualTo(Status.UNRANKED);
    assertThat(result.reason()).contains("deadline");
  }

  @Test
  void aQueryThatFoundNothingIsAnswered() throws Exception {
    RankedResult result = answer(3, Samples.query(2, 3, FAR, true), 0, done());
    assertThat(result.status()).isEqualTo(Status.RANKED);
    assertThat(result.hits()).isEmpty();
  }

  @Test
  void timingsAndModelsAreToldInTheResult() throws Exception {
    RankedResult result = answer(3, Samples.query(2, 1, FAR, true), 1, done(1));
    assertThat(result.timings().queued()).isEqualTo(20);
    assertThat(result.timings().embed()).isEqualTo(1);
    assertThat(result.timings().retrieve()).isEqualTo(2);
    assertThat(result.timings().total()).isEqualTo(20);
    assertThat(result.models()).isEqualTo(new Models("bi@1", "cross@2"));
  }
}
