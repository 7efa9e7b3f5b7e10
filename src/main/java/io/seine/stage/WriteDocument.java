package io.seine.stage;

import io.seine.message.DeadLetter;
import io.seine.message.Document;
import io.seine.message.DocumentChange;
import io.seine.message.ErrorCode;
import io.seine.message.RecordKind;
import io.seine.search.DocumentWriter;
import io.seine.search.FatalSearchException;
import io.seine.search.IndexedDocument;
import io.seine.search.IndexedPassage;
import io.seine.search.WriteResult;
import io.seine.text.Passage;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a change into the index. What the index refuses for what it holds becomes a dead letter.
 */
public final class WriteDocument implements Stage<EmbeddedChange, WrittenChange> {
  private static final Logger LOG = LoggerFactory.getLogger(WriteDocument.class);
  private static final String NAME = "write-documents";

  private final DocumentWriter writer;
  private final boolean keepVectors;
  private final InstantSource clock;
  private final LongConsumer delay;
  private final LongConsumer applied;
  private final LongConsumer stale;

  /**
   * @param keepVectors whether the index has a place for the vectors with what they were made of
   * @param clock tells how late a change comes into the index, by its record's timestamp
   */
  public WriteDocument(
      DocumentWriter writer, boolean keepVectors, InstantSource clock, Telemetry telemetry) {
    this.writer = writer;
    this.keepVectors = keepVectors;
    this.clock = clock;
    this.delay = telemetry.timer("document_delay");
    this.applied = telemetry.counter("documents", "result", "applied");
    this.stale = telemetry.counter("documents", "result", "stale");
  }

  @Override
  public CompletionStage<Outcome<WrittenChange>> apply(EmbeddedChange embedded) {
    return write(embedded).handle((result, thrown) -> outcome(embedded, result, thrown));
  }

  private CompletableFuture<WriteResult> write(EmbeddedChange embedded) {
    if (embedded.stale()) {
      return CompletableFuture.completedFuture(new WriteResult.Stale());
    }
    DocumentChange change = embedded.change();
    if (!(change instanceof DocumentChange.Upsert upsert)) {
      return writer.delete(change.id(), change.version());
    }
    Document document = upsert.document();
    List<IndexedPassage> passages = new ArrayList<>();
    for (int i = 0; i < embedded.passages().size(); i++) {
      Passage passage = embedded.passages().get(i);
      passages.add(
          new IndexedPassage(
              passage.text(), passage.start(), passage.end(), embedded.passageVectors().get(i)));
    }
    return writer.upsert(
        new IndexedDocument(
            document.id(),
            change.version(),
            document.title(),
            document.text(),
            document.metadata(),
            embedded.vector(),
            passages,
            keepVectors ? embedded.vectorsByKey() : Map.of()));
  }

  private Outcome<WrittenChange> outcome(
      EmbeddedChange embedded, @Nullable WriteResult result, @Nullable Throwable thrown) {
    if (thrown != null) {
      Throwable cause = Causes.root(thrown);
      if (cause instanceof FatalSearchException) {
        throw new StageFailure(
            Objects.requireNonNullElse(cause.getMessage(), "The index is unusable."), cause);
      }
      throw new CompletionException(cause);
    }
    DocumentChange change = embedded.change();
    if (result instanceof WriteResult.Refused refused) {
      return Outcome.rejected(
          new DeadLetter(
              change.source(), ErrorCode.REFUSED_BY_INDEX, refused.message(), NAME, change.id()));
    }
    boolean isStale = result instanceof WriteResult.Stale;
    (isStale ? stale : applied).accept(1);
    long late = Math.max(0, clock.millis() - change.source().timestamp());
    delay.accept(TimeUnit.MILLISECONDS.toNanos(late));
    WrittenChange written =
        new WrittenChange(change.source(), change.id(), change.version(), isStale);
    log(written);
    return Outcome.output(written);
  }

  /** A line a document would be the most of a log: only for who asks for it. */
  private static void log(WrittenChange written) {
    if (LOG.isDebugEnabled()) {
      LogFields.of(RecordKind.DOCUMENT, written.source(), written.id())
          .around(
              () ->
                  LOG.debug(
                      "Document {} is in the index with {}",
                      LogFields.quoted(written.id()),
                      written.stale()
                          ? "a later version already"
                          : "version " + written.version()));
    }
  }

  @Override
  public void close() {
    writer.close();
  }
}
