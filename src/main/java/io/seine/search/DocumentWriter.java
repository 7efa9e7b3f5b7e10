package io.seine.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes changes to the index, each with its version as an external one, so that the highest
 * version is what stays whatever order and however often changes arrive.
 *
 * <p>Changes travel in bulk requests of which at most two are under way; what comes meanwhile makes
 * up the next, so nothing ever waits for a request to fill. What OpenSearch cannot take now is sent
 * again, and only that, for as long as it takes. Whoever calls bounds how many changes wait.
 */
public final class DocumentWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DocumentWriter.class);

  private static final int MAX_REQUESTS = 2;
  private static final int MAX_ITEMS = 500;
  private static final int MAX_BYTES = 5 << 20;
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 30_000;

  private final SearchConnection connection;
  private final ChangeEncoder encoder;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private final Deque<Item> waiting = new ArrayDeque<>();
  private int requests;
  private boolean closed;

  /** A change on its way. */
  private static final class Item {
    final String id;
    final byte[] lines;
    final CompletableFuture<WriteResult> result = new CompletableFuture<>();
    int tries;

    Item(String id, byte[] lines) {
      this.id = id;
      this.lines = lines;
    }
  }

  /**
   * @param metadata what the index declares
   */
  public DocumentWriter(SearchConnection connection, MetadataTypes metadata) {
    this.connection = connection;
    this.encoder = new ChangeEncoder(metadata);
  }

  /**
   * Makes the index hold this document, unless it holds a later version.
   *
   * @return completes exceptionally with {@link FatalSearchException} when no change can be written
   */
  public CompletableFuture<WriteResult> upsert(IndexedDocument document) {
    return enqueue(new Item(document.id(), encoder.upsert(document)));
  }

  /**
   * Makes the index hold a tombstone in place of the document, unless it holds a later version. A
   * tombstone is a document of its own with nothing to find in it: unlike OpenSearch's own, which
   * is forgotten after a minute, it keeps a late older version from bringing the document back.
   */
  public CompletableFuture<WriteResult> delete(String id, long version) {
    return enqueue(new Item(id, encoder.tombstone(id, version, System.currentTimeMillis())));
  }

  private CompletableFuture<WriteResult> enqueue(Item item) {
    lock.lock();
    try {
      if (closed) {
        item.result.completeExceptionally(new CancellationException("the writer was closed"));
        return item.result;
      }
      waiting.add(item);
    } finally {
      lock.unlock();
    }
    send();
    return item.result;
  }

  /** Sends what waits, as long as another request may be under way. */
  private void send() {
    while (true) {
      List<Item> batch = new ArrayList<>();
      lock.lock();
      try {
        if (closed || requests == MAX_REQUESTS || waiting.isEmpty()) {
          return;
        }
        long bytes = 0;
        while (!waiting.isEmpty()
            && batch.size() < MAX_ITEMS
            && (batch.isEmpty() || bytes + waiting.element().lines.length <= MAX_BYTES)) {
          bytes += waiting.element().lines.length;
          batch.add(waiting.remove());
        }
        requests++;
      } finally {
        lock.unlock();
      }
      send(batch);
    }
  }

  private void send(List<Item> batch) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    batch.forEach(item -> lines.writeBytes(item.lines));
    connection
        .sendLines(
            "/" + connection.alias() + "/_bulk",
            // An alias that is gone must not come back as an index with a guessed mapping.
            Map.of("require_alias", "true"),
            lines.toByteArray())
        .whenComplete(
            (answer, thrown) -> {
              lock.lock();
              try {
                requests--;
              } finally {
                lock.unlock();
              }
              if (cause(thrown) instanceof FatalSearchException fatal) {
                batch.forEach(item -> item.result.completeExceptionally(fatal));
              } else if (thrown != null) {
                again(batch, String.valueOf(thrown.getMessage()));
              } else {
                settle(batch, answer);
              }
              send();
            });
  }

  private static @Nullable Throwable cause(@Nullable Throwable thrown) {
    return thrown instanceof CompletionException ? thrown.getCause() : thrown;
  }

  private void settle(List<Item> batch, SearchConnection.Answer answer) {
    switch (answer.fault()) {
      case NONE -> settleItems(batch, answer.json().path("items"));
      case RETRYABLE -> again(batch, answer.status() + " " + answer.reason());
      case STALE, RECORD -> {
        if (batch.size() == 1) {
          batch
              .get(0)
              .result
              .complete(new WriteResult.Refused(answer.status() + " " + answer.reason()));
        } else {
          // One of them is at fault, or all together are too large: each for itself will tell.
          batch.forEach(item -> sendAlone(item));
        }
      }
      case FATAL ->
          batch.forEach(
              item ->
                  item.result.completeExceptionally(
                      connection.fatal(answer.status(), answer.errorType(), answer.reason())));
    }
  }

  private void sendAlone(Item item) {
    lock.lock();
    try {
      requests++;
    } finally {
      lock.unlock();
    }
    send(List.of(item));
  }

  private void settleItems(List<Item> batch, JsonNode items) {
    List<Item> retries = new ArrayList<>();
    String why = "";
    for (int i = 0; i < batch.size(); i++) {
      Item item = batch.get(i);
      JsonNode result = items.path(i).path("index");
      int status = result.path("status").asInt(500);
      String type = result.path("error").path("type").asText("");
      String reason = reason(result.path("error"));
      switch (Fault.of(status, type)) {
        case NONE -> item.result.complete(new WriteResult.Applied());
        case STALE -> item.result.complete(new WriteResult.Stale());
        case RECORD ->
            item.result.complete(
                new WriteResult.Refused(
                    "The index refused the document: %d %s: %s".formatted(status, type, reason)));
        case FATAL -> item.result.completeExceptionally(connection.fatal(status, type, reason));
        case RETRYABLE -> {
          retries.add(item);
          why = status + " " + type + " " + reason;
        }
      }
    }
    if (!retries.isEmpty()) {
      again(retries, why);
    }
  }

  private static String reason(JsonNode error) {
    JsonNode cause = error.path("caused_by").path("reason");
    return error.path("reason").asText("") + (cause.isMissingNode() ? "" : ": " + cause.asText());
  }

  /**
   * Puts items back to be sent again after a pause that doubles with every try, up to a limit, with
   * jitter.
   */
  private void again(List<Item> items, String why) {
    int tries = 0;
    for (Item item : items) {
      tries = Math.max(tries, ++item.tries);
    }
    long pause = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(tries - 1, 20));
    long jittered = ThreadLocalRandom.current().nextLong(pause / 2, pause + 1);
    LOG.warn(
        "OpenSearch did not take {} changes, such as {} ({}); try {} follows in {} ms",
        items.size(),
        // Quoted: an id is data, and must not begin a line of its own in the log.
        TextNode.valueOf(items.get(0).id),
        why,
        tries + 1,
        jittered);
    CompletableFuture.delayedExecutor(jittered, TimeUnit.MILLISECONDS)
        .execute(
            () -> {
              lock.lock();
              try {
                waiting.addAll(items);
              } finally {
                lock.unlock();
              }
              send();
            });
  }

  /**
   * Sends nothing more. What was not written completes as cancelled: it is the caller's to send
   * again.
   */
  @Override
  public void close() {
    List<Item> abandoned;
    lock.lock();
    try {
      closed = true;
      abandoned = new ArrayList<>(waiting);
      waiting.clear();
    } finally {
      lock.unlock();
    }
    abandoned.forEach(
        item ->
            item.result.completeExceptionally(new CancellationException("the writer was closed")));
  }
}
