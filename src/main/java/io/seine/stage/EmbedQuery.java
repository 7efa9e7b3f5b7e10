package io.seine.stage;

import io.seine.inference.DeadlineException;
import io.seine.message.DeadLetter;
import io.seine.message.ErrorCode;
import io.seine.message.RecordKind;
import io.seine.message.RetrievalMode;
import java.time.InstantSource;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Makes the vector of a query. When the bi-encoder fails the query goes on without one, to be
 * answered by its words alone, and its result will say so.
 */
public final class EmbedQuery implements Stage<PendingQuery, EmbeddedQuery> {
  private static final String NAME = "embed-queries";

  /** Makes a vector of a query's text. */
  @FunctionalInterface
  public interface Embedder {
    CompletableFuture<float[]> embed(String text, long deadlineMillis);
  }

  private final Embedder embedder;
  private final String model;
  private final InstantSource clock;
  private final LongConsumer failures;
  private final SparseLog log = new SparseLog(LoggerFactory.getLogger(EmbedQuery.class));

  /**
   * @param model tells the embedder apart from whatever makes other vectors of the same text
   */
  public EmbedQuery(Embedder embedder, String model, InstantSource clock, Telemetry telemetry) {
    this.embedder = embedder;
    this.model = model;
    this.clock = clock;
    this.failures = telemetry.counter("embedding_failures");
  }

  @Override
  public CompletionStage<Outcome<EmbeddedQuery>> apply(PendingQuery pending) {
    if (pending.query().retrieval() == RetrievalMode.KEYWORD) {
      return CompletableFuture.completedFuture(
          Outcome.output(new EmbeddedQuery(pending, null, null, null, 0)));
    }
    Stopwatch watch = new Stopwatch();
    long remaining = pending.query().deadlineMillis() - clock.millis();
    if (remaining <= 0) {
      return CompletableFuture.completedFuture(late(pending));
    }
    return embed(pending)
        // A run that is under way at the deadline is not waited for.
        .thenApply(vector -> vector)
        .orTimeout(remaining, TimeUnit.MILLISECONDS)
        .handle((vector, thrown) -> outcome(pending, vector, thrown, watch.millis()));
  }

  private CompletableFuture<float[]> embed(PendingQuery pending) {
    try {
      return embedder.embed(pending.query().text(), pending.query().deadlineMillis());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private Outcome<EmbeddedQuery> outcome(
      PendingQuery pending, float @Nullable [] vector, @Nullable Throwable thrown, double millis) {
    if (thrown == null) {
      return Outcome.output(new EmbeddedQuery(pending, vector, model, null, millis));
    }
    Throwable cause = Causes.root(thrown);
    if (cause instanceof DeadlineException || cause instanceof TimeoutException) {
      return late(pending);
    }
    if (cause instanceof CancellationException) {
      // Given up because something closed: no failure of the model's, and not the query's fault.
      throw new CompletionException(cause);
    }
    failures.accept(1);
    LogFields.of(RecordKind.QUERY, pending.source(), pending.query().id())
        .around(
            () ->
                log.warn(
                    "The bi-encoder failed on the query at " + pending.source().position(), cause));
    return Outcome.output(
        new EmbeddedQuery(
            pending,
            null,
            null,
            "the bi-encoder failed (" + cause + "): keyword retrieval only",
            millis));
  }

  private static Outcome<EmbeddedQuery> late(PendingQuery pending) {
    return Outcome.rejected(
        new DeadLetter(
            pending.source(),
            ErrorCode.DEADLINE_PASSED,
            "The deadline passed before the query was embedded.",
            NAME,
            pending.query().id()));
  }
}
