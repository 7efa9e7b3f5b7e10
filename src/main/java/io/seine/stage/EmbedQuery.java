package io.seine.stage;

import io.seine.inference.DeadlineException;
import io.seine.message.DeadLetter;
import io.seine.message.ErrorCode;
import io.seine.message.RecordKind;
import io.seine.message.RetrievalMode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the vector of a query. When the bi-encoder fails the query goes on without one, to be
 * answered by its words alone, and its result will say so.
 */
public final class EmbedQuery implements Stage<PendingQuery, EmbeddedQuery> {
  private static final Logger LOG = LoggerFactory.getLogger(EmbedQuery.class);
  private static final String NAME = "embed-queries";

  /** Makes a vector of a query's text. */
  @FunctionalInterface
  public interface Embedder {
    CompletableFuture<float[]> embed(String text, long deadlineMillis);
  }

  private final Embedder embedder;
  private final LongConsumer failures;

  public EmbedQuery(Embedder embedder, Telemetry telemetry) {
    this.embedder = embedder;
    this.failures = telemetry.counter("embedding_failures");
  }

  @Override
  public CompletionStage<Outcome<EmbeddedQuery>> apply(PendingQuery pending) {
    if (pending.query().retrieval() == RetrievalMode.KEYWORD) {
      return CompletableFuture.completedFuture(
          Outcome.output(new EmbeddedQuery(pending, null, null, 0)));
    }
    Stopwatch watch = new Stopwatch();
    return embedder
        .embed(pending.query().text(), pending.query().deadlineMillis())
        .handle((vector, thrown) -> outcome(pending, vector, thrown, watch.millis()));
  }

  private Outcome<EmbeddedQuery> outcome(
      PendingQuery pending, float @Nullable [] vector, @Nullable Throwable thrown, double millis) {
    if (thrown == null) {
      return Outcome.output(new EmbeddedQuery(pending, vector, null, millis));
    }
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (cause instanceof DeadlineException) {
      return Outcome.rejected(
          new DeadLetter(
              pending.source(),
              ErrorCode.DEADLINE_PASSED,
              "The deadline passed before a core was free to embed the query.",
              NAME,
              pending.query().id()));
    }
    failures.accept(1);
    LogFields.of(RecordKind.QUERY, pending.source(), pending.query().id())
        .around(() -> LOG.warn("The bi-encoder failed on query {}", pending.query().id(), cause));
    return Outcome.output(
        new EmbeddedQuery(
            pending,
            null,
            "the bi-encoder failed (" + cause + "): keyword retrieval only",
            millis));
  }
}
