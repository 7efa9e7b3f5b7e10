package io.seine.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.search.RequestQueue.Entry;
import java.io.IOException;
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
 * Asks an index what it holds of documents already, as of its last refresh: what came since is not
 * worth a refresh of its own.
 *
 * <p>Whoever asks could do without the answer. So what OpenSearch cannot say now is asked again for
 * a few seconds only, and then nothing is known; an answer is never an error.
 */
public final class DocumentLookup implements AutoCloseable {
  private static final int MAX_DOCUMENTS = 100;

  /** Of 384 numbers each: 4 MiB as an answer has them. */
  private static final int MAX_VECTORS = 2_000;

  private static final long REQUEST_MILLIS = 5_000;

  /** How long a document is asked for, in milliseconds. */
  private static final long PATIENCE_MILLIS = 10_000;

  private static final Backoff BACKOFF = new Backoff(100, 2_000);

  private final SearchConnection connection;
  private final LongConsumer failures;
  private final InstantSource clock;
  private final RequestQueue<Wanted, KnownDocument, SearchConnection.Answer> queue;

  /** A document that is asked for until then. */
  private record Wanted(String id, long giveUpAt) {}

  /**
   * @param capacity of how many documents whoever asks has the vectors made at once
   * @param failures is told of how many documents OpenSearch did not say what it holds
   */
  public DocumentLookup(SearchConnection connection, int capacity, LongConsumer failures) {
    this(
        connection,
        failures,
        RequestQueue.Limits.resting(MAX_DOCUMENTS, MAX_VECTORS, capacity),
        InstantSource.system(),
        RetryTimer.SYSTEM);
  }

  DocumentLookup(
      SearchConnection connection,
      LongConsumer failures,
      RequestQueue.Limits limits,
      InstantSource clock,
      RetryTimer timer) {
    this.connection = connection;
    this.failures = failures;
    this.clock = clock;
    OutageLog log =
        new OutageLog(
            LoggerFactory.getLogger(DocumentLookup.class),
            "OpenSearch does not say which vectors it holds, so that documents are embedded anew",
            clock);
    this.queue = new RequestQueue<>("lookup", limits, new Requests(), BACKOFF, log, timer);
  }

  /**
   * What the index holds of a document.
   *
   * @param vectors how many it may be expected to have
   * @return completes exceptionally only with {@link CancellationException}, when this is closed
   *     before it is known
   */
  public CompletableFuture<KnownDocument> find(String id, int vectors) {
    return queue.add(new Wanted(id, clock.millis() + PATIENCE_MILLIS), vectors);
  }

  /** Multi-get requests. */
  private final class Requests
      implements RequestQueue.Carrier<Wanted, KnownDocument, SearchConnection.Answer> {
    @Override
    public CompletionStage<SearchConnection.Answer> send(List<Entry<Wanted, KnownDocument>> batch) {
      return connection.send(
          "POST",
          "/" + connection.alias() + "/_mget",
          // A read of what is not refreshed yet would make OpenSearch refresh.
          Map.of("realtime", "false"),
          body(batch),
          REQUEST_MILLIS);
    }

    @Override
    public void answered(List<Entry<Wanted, KnownDocument>> batch, SearchConnection.Answer answer) {
      try {
        connection.throwUnlessDone(answer);
        settle(batch, answer.json().path("docs"));
      } catch (RuntimeException e) {
        failed(batch, e);
      }
    }

    @Override
    public void failed(List<Entry<Wanted, KnownDocument>> batch, Throwable thrown) {
      String why = String.valueOf(thrown.getMessage());
      if (thrown instanceof CancellationException) {
        queue.fail(batch, thrown);
      } else if (thrown instanceof RetryableSearchException) {
        hold(batch, why);
      } else if (thrown instanceof RefusedRequestException && batch.size() > 1) {
        // Too much for one answer, or one of these is at fault.
        queue.halve(batch);
      } else {
        // Nothing that another try would better.
        giveUp(batch);
        if (!(thrown instanceof RefusedRequestException)) {
          // The writer stops the job if it is to be stopped.
          queue.hold(List.of(), why);
        }
      }
    }
  }

  private static ObjectNode body(List<Entry<Wanted, KnownDocument>> batch) {
    ObjectNode body = SearchConnection.JSON.createObjectNode();
    ArrayNode documents = body.putArray("docs");
    for (Entry<Wanted, KnownDocument> entry : batch) {
      ObjectNode document =
          documents.addObject().put("_id", entry.item().id()).put("_source", false);
      document.putArray("stored_fields").add(IndexSchema.VECTORS);
    }
    return body;
  }

  private void settle(List<Entry<Wanted, KnownDocument>> batch, JsonNode documents) {
    List<Entry<Wanted, KnownDocument>> again = new ArrayList<>();
    String why = "";
    for (int i = 0; i < batch.size(); i++) {
      JsonNode document = documents.path(i);
      if (document.has("found")) {
        queue.finish(batch.get(i), known(document));
      } else {
        again.add(batch.get(i));
        why = document.path("error").path("reason").asText("an answer without it");
      }
    }
    if (again.isEmpty()) {
      queue.works();
    } else {
      hold(again, why);
    }
  }

  private static KnownDocument known(JsonNode document) {
    if (!document.path("found").asBoolean()) {
      return KnownDocument.NONE;
    }
    long version = document.path("_version").asLong();
    JsonNode stored = document.path("fields").path(IndexSchema.VECTORS).path(0);
    if (!stored.isTextual()) {
      return new KnownDocument(version, Map.of());
    }
    try {
      return new KnownDocument(version, KeyedVectors.decode(stored.binaryValue()));
    } catch (IOException | IllegalArgumentException e) {
      // Written by whatever version: it is of no use, and does no harm.
      return new KnownDocument(version, Map.of());
    }
  }

  /** Asks for these again after a while, but for those that were asked for long enough. */
  private void hold(List<Entry<Wanted, KnownDocument>> batch, String why) {
    long now = clock.millis();
    giveUp(batch.stream().filter(entry -> entry.item().giveUpAt() <= now).toList());
    queue.hold(batch.stream().filter(entry -> entry.item().giveUpAt() > now).toList(), why);
  }

  private void giveUp(List<Entry<Wanted, KnownDocument>> batch) {
    if (!batch.isEmpty()) {
      failures.accept(batch.size());
      batch.forEach(entry -> queue.finish(entry, KnownDocument.NONE));
    }
  }

  /** Asks nothing more; what is not known completes as cancelled. */
  @Override
  public void close() {
    queue.close();
  }
}
