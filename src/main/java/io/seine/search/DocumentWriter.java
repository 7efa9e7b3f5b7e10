package io.seine.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.seine.search.RequestQueue.Entry;
import java.io.ByteArrayOutputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import org.slf4j.LoggerFactory;

/**
 * Writes changes to the index, each with its version as an external one, so that the highest
 * version is what stays whatever order and however often changes arrive.
 *
 * <p>Changes travel in bulk requests. What OpenSearch cannot take now is sent again, and only that,
 * for as long as it takes: single changes after a pause of their own, and after a request that got
 * no good answer at all nothing is sent for a while, then one request, to see. Whoever calls bounds
 * how many changes wait.
 */
public final class DocumentWriter implements AutoCloseable {
  private static final int MAX_CHANGES = 500;
  private static final int MAX_BYTES = 5 << 20;

  private static final Backoff BACKOFF = new Backoff(100, 30_000);

  private final SearchConnection connection;
  private final ChangeEncoder encoder;
  private final LongConsumer retries;
  private final InstantSource clock;
  private final RequestQueue<Change, WriteResult, SearchConnection.Answer> queue;

  /**
   * A change as it travels.
   *
   * @param lines of a bulk request
   */
  private record Change(String id, byte[] lines) {}

  /**
   * @param metadata what the index declares
   * @param capacity how many changes wait at most: whoever calls holds itself to it
   * @param retries is told how many changes are to be sent again
   */
  public DocumentWriter(
      SearchConnection connection, MetadataTypes metadata, int capacity, LongConsumer retries) {
    this(
        connection, metadata, retries, limits(capacity), InstantSource.system(), RetryTimer.SYSTEM);
  }

  DocumentWriter(
      SearchConnection connection,
      MetadataTypes metadata,
      LongConsumer retries,
      RequestQueue.Limits limits,
      InstantSource clock,
      RetryTimer timer) {
    this.connection = connection;
    this.encoder = new ChangeEncoder(metadata);
    this.retries = retries;
    this.clock = clock;
    OutageLog log =
        new OutageLog(
            LoggerFactory.getLogger(DocumentWriter.class),
            "OpenSearch does not take changes",
            clock);
    this.queue = new RequestQueue<>("writer", limits, new Requests(), BACKOFF, log, timer);
  }

  static RequestQueue.Limits limits(int capacity) {
    return RequestQueue.Limits.resting(MAX_CHANGES, MAX_BYTES, capacity);
  }

  /**
   * Makes the index hold this document, unless it holds a later version.
   *
   * @return completes exceptionally with {@link FatalSearchException} when no change can be
   *     written, and with {@link CancellationException} when the writer is closed before this one
   *     is
   */
  public CompletableFuture<WriteResult> upsert(IndexedDocument document) {
    return add(document.id(), encoder.upsert(document));
  }

  /**
   * Makes the index hold a tombstone in place of the document, unless it holds a later version. A
   * tombstone is a document of its own with nothing to find in it: unlike OpenSearch's own, which
   * is forgotten after a minute, it keeps a late older version from bringing the document back.
   */
  public CompletableFuture<WriteResult> delete(String id, long version) {
    return add(id, encoder.tombstone(id, version, clock.millis()));
  }

  private CompletableFuture<WriteResult> add(String id, byte[] lines) {
    return queue.add(new Change(id, lines), lines.length);
  }

  /** Bulk requests. */
  private final class Requests
      implements RequestQueue.Carrier<Change, WriteResult, SearchConnection.Answer> {
    @Override
    public CompletionStage<SearchConnection.Answer> send(List<Entry<Change, WriteResult>> batch) {
      ByteArrayOutputStream lines = new ByteArrayOutputStream();
      batch.forEach(entry -> lines.writeBytes(entry.item().lines()));
      return connection.sendLines(
          "/" + connection.alias() + "/_bulk",
          // An alias that is gone must not come back as an index with a guessed mapping.
          Map.of("require_alias", "true"),
          lines.toByteArray());
    }

    @Override
    public void answered(List<Entry<Change, WriteResult>> batch, SearchConnection.Answer answer) {
      String what = "%d %s %s".formatted(answer.status(), answer.errorType(), answer.reason());
      switch (connection.judge(answer)) {
        case NONE -> settle(batch, answer.json().path("items"));
        case RETRYABLE -> queue.holdApart(batch, what);
        case STALE, RECORD -> refused(batch, what);
        case FATAL ->
            queue.fail(
                batch, connection.fatal(answer.status(), answer.errorType(), answer.reason()));
      }
    }

    @Override
    public void failed(List<Entry<Change, WriteResult>> batch, Throwable thrown) {
      if (thrown instanceof RetryableSearchException) {
        queue.holdApart(batch, String.valueOf(thrown.getMessage()));
      } else if (thrown instanceof RefusedRequestException) {
        refused(batch, String.valueOf(thrown.getMessage()));
      } else {
        queue.fail(batch, thrown);
      }
    }

    @Override
    public void retrying(int items) {
      retries.accept(items);
    }
  }

  private void settle(List<Entry<Change, WriteResult>> batch, JsonNode items) {
    List<Entry<Change, WriteResult>> again = new ArrayList<>();
    String why = "";
    for (int i = 0; i < batch.size(); i++) {
      Entry<Change, WriteResult> entry = batch.get(i);
      JsonNode result = items.path(i).path("index");
      int status = result.path("status").asInt(500);
      String type = result.path("error").path("type").asText("");
      String reason = reason(result.path("error"));
      switch (connection.judge(status, type, reason)) {
        case NONE -> {
          connection.indexAnswered();
          queue.finish(entry, new WriteResult.Applied());
        }
        case STALE -> {
          connection.indexAnswered();
          queue.finish(entry, new WriteResult.Stale());
        }
        case RECORD ->
            queue.finish(
                entry,
                new WriteResult.Refused(
                    "The index refused the document: %d %s: %s".formatted(status, type, reason)));
        case FATAL -> queue.fail(List.of(entry), connection.fatal(status, type, reason));
        case RETRYABLE -> {
          again.add(entry);
          why = "%d %s %s".formatted(status, type, reason);
        }
      }
    }
    if (!again.isEmpty()) {
      // Quoted: an id is data, and must not begin a line of its own in the log.
      queue.pause(again, "document " + TextNode.valueOf(again.get(0).item().id()) + ": " + why);
    }
    queue.works();
  }

  private static String reason(JsonNode error) {
    JsonNode cause = error.path("caused_by").path("reason");
    return error.path("reason").asText("") + (cause.isMissingNode() ? "" : ": " + cause.asText());
  }

  private void refused(List<Entry<Change, WriteResult>> batch, String why) {
    if (batch.size() == 1) {
      queue.finish(
          batch.get(0), new WriteResult.Refused("OpenSearch refused the document: " + why));
    } else {
      queue.halve(batch);
    }
  }

  /**
   * Sends nothing more. What was not written completes as cancelled, also what waits for another
   * try: it is the caller's to send again.
   */
  @Override
  public void close() {
    queue.close();
  }
}
