package io.seine.stage;

import io.seine.message.DeadLetter;
import io.seine.message.ErrorCode;
import io.seine.message.Query;
import io.seine.message.RetrievalMode;
import io.seine.search.Candidate;
import io.seine.search.FatalSearchException;
import io.seine.search.RetrievalRequest;
import io.seine.search.RetryableSearchException;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Retrieves the candidates of a query, trying again until its deadline when the index gives no
 * answer.
 */
public final class RetrieveCandidates implements Stage<EmbeddedQuery, RetrievedQuery> {
  private static final String NAME = "retrieve-candidates";

  /**
   * How long to wait before the next try, in milliseconds: long enough not to hurt an index that is
   * down.
   */
  private static final long PAUSE_MILLIS = 100;

  /** Retrieves candidates. */
  @FunctionalInterface
  public interface Retrieval {
    CompletableFuture<List<Candidate>> retrieve(RetrievalRequest request);
  }

  private final Retrieval retrieval;
  private final int depth;
  private final InstantSource clock;
  private final LongConsumer retries;

  /**
   * @param depth how many documents each list holds at least
   */
  public RetrieveCandidates(
      Retrieval retrieval, int depth, InstantSource clock, Telemetry telemetry) {
    this.retrieval = retrieval;
    this.depth = depth;
    this.clock = clock;
    this.retries = telemetry.counter("retrieval_retries");
  }

  @Override
  public CompletionStage<Outcome<RetrievedQuery>> apply(EmbeddedQuery embedded) {
    return retrieve(embedded, new Stopwatch());
  }

  private CompletableFuture<Outcome<RetrievedQuery>> retrieve(
      EmbeddedQuery embedded, Stopwatch watch) {
    Query query = embedded.pending().query();
    long remaining = query.deadlineMillis() - clock.millis();
    if (remaining <= 0) {
      return CompletableFuture.completedFuture(
          rejected(
              embedded,
              ErrorCode.DEADLINE_PASSED,
              "The deadline passed before the candidates were retrieved."));
    }
    int hits = Math.max(query.k(), query.candidates());
    boolean wordsOnly = embedded.vector() == null;
    RetrievalRequest request =
        new RetrievalRequest(
            query.text(),
            embedded.vector(),
            query.filter(),
            wordsOnly ? RetrievalMode.KEYWORD : query.retrieval(),
            Math.max(depth, hits),
            hits);
    return retrieval
        .retrieve(request)
        .orTimeout(remaining, TimeUnit.MILLISECONDS)
        .handle((candidates, thrown) -> outcome(embedded, candidates, thrown, watch))
        .thenCompose(outcome -> outcome);
  }

  private CompletableFuture<Outcome<RetrievedQuery>> outcome(
      EmbeddedQuery embedded,
      @Nullable List<Candidate> candidates,
      @Nullable Throwable thrown,
      Stopwatch watch) {
    if (candidates != null) {
      return CompletableFuture.completedFuture(
          Outcome.output(
              new RetrievedQuery(
                  embedded.pending(),
                  candidates,
                  embedded.degradation(),
                  embedded.embedMillis(),
                  watch.millis())));
    }
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (cause instanceof FatalSearchException) {
      throw new StageFailure(
          Objects.requireNonNullElse(cause.getMessage(), "The index is unusable."), cause);
    }
    long remaining = embedded.pending().query().deadlineMillis() - clock.millis();
    if (cause instanceof RetryableSearchException && remaining > PAUSE_MILLIS) {
      retries.accept(1);
      return CompletableFuture.supplyAsync(
              () -> retrieve(embedded, watch),
              CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS))
          .thenCompose(outcome -> outcome);
    }
    return CompletableFuture.completedFuture(
        rejected(
            embedded,
            ErrorCode.RETRIEVAL_FAILED,
            "The index gave no answer before the deadline: " + cause));
  }

  private static Outcome<RetrievedQuery> rejected(
      EmbeddedQuery embedded, ErrorCode code, String message) {
    return Outcome.rejected(
        new DeadLetter(embedded.source(), code, message, NAME, embedded.pending().query().id()));
  }
}
