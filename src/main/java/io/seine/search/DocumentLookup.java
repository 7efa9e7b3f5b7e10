package io.seine.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.slf4j.LoggerFactory;

/**
 * Asks an index what it holds of documents already, as of its last refresh: what came since is not
 * worth a refresh of its own.
 *
 * <p>Ids travel in requests of which at most two are under way; what comes meanwhile makes up the
 * next, so nothing ever waits for a request to fill. Whoever asks could do without the answer. So
 * what OpenSearch cannot say now is asked again for a few seconds only, and then nothing is known;
 * an answer is never an error.
 */
public final class DocumentLookup implements AutoCloseable {
  private static final int MAX_REQUESTS = 2;
  private static final int MAX_ITEMS = 100;

  /** Of 384 numbers each: 4 MiB as an answer has them. */
  private static final int MAX_VECTORS = 2_000;

  private static final long REQUEST_MILLIS = 5_000;

  /** How long a document is asked for, in milliseconds. */
  private static final long PATIENCE_MILLIS = 10_000;

  private static final Backoff BACKOFF = new Backoff(100, 2_000);

  private final SearchConnection connection;
  private final LongConsumer failures;
  private final InstantSource clock;
  private final RetryTimer timer;
  private final OutageLog log;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private final Set<Item> open = new HashSet<>();
  private final Deque<Item> waiting = new ArrayDeque<>();
  private int requests;

  /** How many requests failed since the last one that did not. */
  private int failed;

  /** Whether nothing is sent until a pause is over. */
  private boolean holding;

  private boolean closed;

  /** A document that is asked for; what changes of it is guarded by the lock. */
  private static final class Item {
    final String id;
    final int vectors;
    final long giveUpAt;
    final CompletableFuture<KnownDocument> known = new CompletableFuture<>();

    /** The largest number of documents with which it may travel. */
    int company = MAX_ITEMS;

    Item(String id, int vectors, long giveUpAt) {
      this.id = id;
      this.vectors = vectors;
      this.giveUpAt = giveUpAt;
    }
  }

  /**
   * @param failures is told of how many documents OpenSearch did not say what it holds
   */
  public DocumentLookup(SearchConnection connection, LongConsumer failures) {
    this(connection, failures, InstantSource.system(), RetryTimer.SYSTEM);
  }

  DocumentLookup(
      SearchConnection connection, LongConsumer failures, InstantSource clock, RetryTimer timer) {
    this.connection = connection;
    this.failures = failures;
    this.clock = clock;
    this.timer = timer;
    this.log =
        new OutageLog(
            LoggerFactory.getLogger(DocumentLookup.class),
            "OpenSearch does not say which vectors it holds, so that documents are embedded anew",
            clock);
  }

  /**
   * What the index holds of a document.
   *
   * @param vectors how many it may be expected to have
   * @return completes exceptionally only with {@link CancellationException}, when this is closed
   *     before it is known
   */
  public CompletableFuture<KnownDocument> find(String id, int vectors) {
    Item item = new Item(id, vectors, clock.millis() + PATIENCE_MILLIS);
    lock.lock();
    try {
      if (closed) {
        return CompletableFuture.failedFuture(lookupClosed());
      }
      open.add(item);
      waiting.add(item);
    } finally {
      lock.unlock();
    }
    send();
    return item.known;
  }

  /** Sends what waits, as long as another request may be under way. */
  private void send() {
    for (List<Item> batch = take(); !batch.isEmpty(); batch = take()) {
      send(batch);
    }
  }

  /** The documents of the next request; none when there is to be no request now. */
  private List<Item> take() {
    List<Item> batch = new ArrayList<>();
    lock.lock();
    try {
      // After a failure one request finds out whether it is over.
      int most = failed == 0 ? MAX_REQUESTS : 1;
      if (closed || holding || requests >= most) {
        return batch;
      }
      long vectors = 0;
      int company = MAX_ITEMS;
      while (!waiting.isEmpty()) {
        Item next = waiting.element();
        company = Math.min(company, next.company);
        vectors += next.vectors;
        if (!batch.isEmpty() && (batch.size() >= company || vectors > MAX_VECTORS)) {
          break;
        }
        batch.add(waiting.remove());
      }
      requests += batch.isEmpty() ? 0 : 1;
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void send(List<Item> batch) {
    connection
        .send(
            "POST",
            "/" + connection.alias() + "/_mget",
            // A read of what is not refreshed yet would make OpenSearch refresh.
            Map.of("realtime", "false"),
            body(batch),
            REQUEST_MILLIS)
        .whenComplete(
            (answer, thrown) -> {
              lock.lock();
              try {
                requests--;
              } finally {
                lock.unlock();
              }
              try {
                if (answer == null) {
                  noAnswer(batch, thrown);
                } else {
                  connection.throwUnlessDone(answer);
                  settle(batch, answer.json().path("docs"));
                }
              } catch (RuntimeException e) {
                noAnswer(batch, e);
              }
              send();
            });
  }

  private static ObjectNode body(List<Item> batch) {
    ObjectNode body = SearchConnection.JSON.createObjectNode();
    ArrayNode documents = body.putArray("docs");
    for (Item item : batch) {
      ObjectNode document = documents.addObject().put("_id", item.id).put("_source", false);
      document.putArray("stored_fields").add(IndexSchema.VECTORS);
    }
    return body;
  }

  private void settle(List<Item> batch, JsonNode documents) {
    List<Item> again = new ArrayList<>();
    String why = "";
    for (int i = 0; i < batch.size(); i++) {
      Item item = batch.get(i);
      JsonNode document = documents.path(i);
      if (document.has("found")) {
        finish(item, known(document));
      } else {
        again.add(item);
        why = document.path("error").path("reason").asText("an answer without it");
      }
    }
    if (!again.isEmpty()) {
      hold(again, why);
      return;
    }
    lock.lock();
    try {
      failed = 0;
    } finally {
      lock.unlock();
    }
    log.over();
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

  private void noAnswer(List<Item> batch, Throwable thrown) {
    if (thrown instanceof CancellationException) {
      forget(batch);
      batch.forEach(item -> item.known.completeExceptionally(thrown));
    } else if (thrown instanceof RefusedRequestException) {
      refused(batch);
    } else if (thrown instanceof RetryableSearchException) {
      hold(batch, String.valueOf(thrown.getMessage()));
    } else {
      // Nothing that another try would better. The writer stops the job if it is to be stopped.
      giveUp(batch);
      hold(List.of(), String.valueOf(thrown.getMessage()));
    }
  }

  /** Too much for one answer, or one of these is at fault: in smaller company they tell which. */
  private void refused(List<Item> batch) {
    if (batch.size() == 1) {
      giveUp(batch);
      return;
    }
    lock.lock();
    try {
      if (!closed) {
        batch.forEach(item -> item.company = (batch.size() + 1) / 2);
        waiting.addAll(batch);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Sends nothing for a while, and then these again, if they are not asked for long enough. */
  private void hold(List<Item> batch, String why) {
    long now = clock.millis();
    List<Item> late = batch.stream().filter(item -> item.giveUpAt <= now).toList();
    boolean first;
    int tries;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      batch.stream().filter(item -> item.giveUpAt > now).forEach(waiting::add);
      first = !holding;
      holding = true;
      failed += first ? 1 : 0;
      tries = failed;
    } finally {
      lock.unlock();
    }
    giveUp(late);
    log.failed(why);
    if (first) {
      timer.after(
          BACKOFF.pauseMillis(tries, ThreadLocalRandom.current()),
          () -> {
            lock.lock();
            try {
              holding = false;
            } finally {
              lock.unlock();
            }
            send();
          });
    }
  }

  private void giveUp(List<Item> items) {
    if (!items.isEmpty()) {
      failures.accept(items.size());
      items.forEach(item -> finish(item, KnownDocument.NONE));
    }
  }

  private void finish(Item item, KnownDocument known) {
    forget(List.of(item));
    item.known.complete(known);
  }

  private void forget(List<Item> items) {
    lock.lock();
    try {
      items.forEach(open::remove);
    } finally {
      lock.unlock();
    }
  }

  private static CancellationException lookupClosed() {
    return new CancellationException("the lookup was closed");
  }

  /** Asks nothing more; what is not known completes as cancelled. */
  @Override
  public void close() {
    List<Item> abandoned;
    lock.lock();
    try {
      closed = true;
      waiting.clear();
      abandoned = List.copyOf(open);
      open.clear();
    } finally {
      lock.unlock();
    }
    abandoned.forEach(item -> item.known.completeExceptionally(lookupClosed()));
  }
}
