package io.seine.stage;

import io.seine.message.DeadLetter;
import io.seine.message.ErrorCode;
import io.seine.message.InvalidRecordException;
import io.seine.message.Query;
import io.seine.message.Reranking;
import io.seine.message.RetrievalMode;
import io.seine.search.Backoff;
import io.seine.search.Candidate;
import io.seine.search.FatalSearchException;
import io.seine.search.RetrievalRequest;
import io.seine.search.RetryableSearchException;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Retrieves the candidates of a query, trying again until its deadline when the index gives no
 * answer. Only so many queries ask the index at once: the others wait here, and one whose deadline
 * passes meanwhile never asks it.
 */
public final class RetrieveCandidates implements Stage<EmbeddedQuery, RetrievedQuery> {
  private static final String NAME = "retrieve-candidates";

  /** Longer than any deadline is fine; a second is what an asker notices. */
  private static final Backoff BACKOFF = new Backoff(100, 1_000);

  /** Retrieves candidates. */
  @FunctionalInterface
  public interface Retrieval {
    CompletableFuture<List<Candidate>> retrieve(RetrievalRequest request);
  }

  private final Retrieval retrieval;
  private final int depth;
  private final Admission admission;
  private final InstantSource clock;
  private final LongConsumer retries;

  /**
   * @param depth how many documents each list holds at least
   */
  public RetrieveCandidates(
      Retrieval retrieval,
      int depth,
      Admission admission,
      InstantSource clock,
      Telemetry telemetry) {
    this.retrieval = retrieval;
    this.depth = depth;
    this.admission = admission;
    this.clock = clock;
    this.retries = telemetry.counter("retrieval_retries");
    telemetry.gauge("retrieval_waiting", admission::waiting);
  }

  /** One query on its way: how often the index was asked for it, and what it said last. */
  private record Attempt(EmbeddedQuery embedded, Stopwatch watch, int tries, String lastFailure) {
    Attempt failed(Throwable cause) {
      return new Attempt(embedded, watch, tries + 1, String.valueOf(cause.getMessage()));
    }
  }

  @Override
  public CompletionStage<Outcome<RetrievedQuery>> apply(EmbeddedQuery embedded) {
    return retrieve(new Attempt(embedded, new Stopwatch(), 0, ""));
  }

  private CompletableFuture<Outcome<RetrievedQuery>> retrieve(Attempt attempt) {
    Query query = attempt.embedded().pending().query();
    long remaining = remaining(attempt);
    if (remaining <= 0) {
      return CompletableFuture.completedFuture(late(attempt));
    }
    AtomicBoolean asked = new AtomicBoolean();
    return admission
        .enter(
            query.deadlineMillis(),
            () -> {
              asked.set(true);
              return ask(attempt.embedded());
            })
        .orTimeout(remaining, TimeUnit.MILLISECONDS)
        .handle((candidates, thrown) -> outcome(attempt, candidates, thrown, asked.get()))
        .thenCompose(outcome -> outcome);
  }

  private CompletableFuture<List<Candidate>> ask(EmbeddedQuery embedded) {
    Query query = embedded.pending().query();
    long remaining = query.deadlineMillis() - clock.millis();
    if (remaining <= 0) {
      return CompletableFuture.failedFuture(new TimeoutException());
    }
    int hits = Math.max(query.k(), query.candidates());
    boolean wordsOnly = embedded.vector() == null;
    return retrieval.retrieve(
        new RetrievalRequest(
            query.text(),
            embedded.vector(),
            query.filter(),
            wordsOnly ? RetrievalMode.KEYWORD : query.retrieval(),
            Math.max(depth, hits),
            hits,
            query.rerank() == Reranking.OFF ? 1 : query.passages(),
            remaining));
  }

  private CompletableFuture<Outcome<RetrievedQuery>> outcome(
      Attempt attempt,
      @Nullable List<Candidate> candidates,
      @Nullable Throwable thrown,
      boolean asked) {
    EmbeddedQuery embedded = attempt.embedded();
    if (candidates != null) {
      return CompletableFuture.completedFuture(
          Outcome.output(
              new RetrievedQuery(
                  embedded.pending(),
                  candidates,
                  embedded.degradation(),
                  embedded.embedMillis(),
                  attempt.watch().millis())));
    }
    Throwable cause = Causes.root(Objects.requireNonNull(thrown));
    if (cause instanceof FatalSearchException) {
      throw new StageFailure(
          Objects.requireNonNullElse(cause.getMessage(), "The index is unusable."), cause);
    }
    if (cause instanceof CancellationException cancelled) {
      throw cancelled;
    }
    if (cause instanceof TimeoutException) {
      return CompletableFuture.completedFuture(
          asked ? unanswered(attempt, "it was still at it") : late(attempt));
    }
    if (cause instanceof RetryableSearchException) {
      Attempt failed = attempt.failed(cause);
      long pause = BACKOFF.pauseMillis(failed.tries(), ThreadLocalRandom.current());
      if (remaining(failed) > pause) {
        retries.accept(1);
        return CompletableFuture.supplyAsync(
                () -> retrieve(failed),
                CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS))
            .thenCompose(outcome -> outcome);
      }
      return CompletableFuture.completedFuture(unanswered(failed, "no time for another try"));
    }
    if (cause instanceof InvalidRecordException invalid) {
      return CompletableFuture.completedFuture(
          rejected(embedded, invalid.code(), invalid.getMessage()));
    }
    return CompletableFuture.completedFuture(
        rejected(
            embedded,
            ErrorCode.RETRIEVAL_FAILED,
            "The index refused the query: " + Objects.requireNonNullElse(cause.getMessage(), "")));
  }

  private long remaining(Attempt attempt) {
    return attempt.embedded().pending().query().deadlineMillis() - clock.millis();
  }

  /** The index never had a chance, or said before that it could not. */
  private static Outcome<RetrievedQuery> late(Attempt attempt) {
    return attempt.tries() > 0
        ? unanswered(attempt, "no time for another try")
        : rejected(
            attempt.embedded(),
            ErrorCode.DEADLINE_PASSED,
            "The deadline passed before the index could be asked for candidates.");
  }

  private static Outcome<RetrievedQuery> unanswered(Attempt attempt, String state) {
    return rejected(
        attempt.embedded(),
        ErrorCode.RETRIEVAL_FAILED,
        attempt.tries() == 0
            ? "The index gave no answer before the deadline: " + state + "."
            : "The index gave no answer before the deadline: %s after %d failed tries, the last: %s"
                .formatted(state, attempt.tries(), attempt.lastFailure()));
  }

  private static Outcome<RetrievedQuery> rejected(
      EmbeddedQuery embedded, ErrorCode code, String message) {
    return Outcome.rejected(
        new DeadLetter(embedded.source(), code, message, NAME, embedded.pending().query().id()));
  }
}
