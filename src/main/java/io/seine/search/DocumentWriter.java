package io.seine.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayOutputStream;
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
import java.util.random.RandomGenerator;
import org.slf4j.LoggerFactory;

/**
 * Writes changes to the index, each with its version as an external one, so that the highest
 * version is what stays whatever order and however often changes arrive.
 *
 * <p>Changes travel in bulk requests of which at most two are under way; what comes meanwhile makes
 * up the next, so nothing ever waits for a request to fill. What OpenSearch cannot take now is sent
 * again, and only that, for as long as it takes: single changes after a pause of their own, and
 * after a request that got no good answer at all nothing is sent for a while, then one request, to
 * see. Whoever calls bounds how many changes wait.
 */
public final class DocumentWriter implements AutoCloseable {
  private static final int MAX_REQUESTS = 2;
  private static final int MAX_ITEMS = 500;
  private static final int MAX_BYTES = 5 << 20;
  private static final Backoff BACKOFF = new Backoff(100, 30_000);

  private final SearchConnection connection;
  private final ChangeEncoder encoder;
  private final LongConsumer retries;
  private final InstantSource clock;
  private final RetryTimer timer;
  private final OutageLog log;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private final Set<Item> open = new HashSet<>();
  private final Deque<Item> waiting = new ArrayDeque<>();
  private int requests;

  /** How many changes wait for the end of a pause of their own. */
  private int pausing;

  /** How many requests failed as a whole since the last one that did not. */
  private int failures;

  /** Whether nothing is sent until a pause is over. */
  private boolean holding;

  private boolean closed;

  /** A change on its way; what changes of it is guarded by the lock. */
  private static final class Item {
    final String id;
    final byte[] lines;
    final CompletableFuture<WriteResult> result = new CompletableFuture<>();
    int tries;

    /** The largest number of changes with which it may travel. */
    int company = MAX_ITEMS;

    Item(String id, byte[] lines) {
      this.id = id;
      this.lines = lines;
    }
  }

  /**
   * @param metadata what the index declares
   * @param retries is told how many changes are to be sent again
   */
  public DocumentWriter(SearchConnection connection, MetadataTypes metadata, LongConsumer retries) {
    this(connection, metadata, retries, InstantSource.system(), RetryTimer.SYSTEM);
  }

  DocumentWriter(
      SearchConnection connection,
      MetadataTypes metadata,
      LongConsumer retries,
      InstantSource clock,
      RetryTimer timer) {
    this.connection = connection;
    this.encoder = new ChangeEncoder(metadata);
    this.retries = retries;
    this.clock = clock;
    this.timer = timer;
    this.log =
        new OutageLog(
            LoggerFactory.getLogger(DocumentWriter.class),
            "OpenSearch does not take changes",
            clock);
  }

  /**
   * Makes the index hold this document, unless it holds a later version.
   *
   * @return completes exceptionally with {@link FatalSearchException} when no change can be
   *     written, and with {@link CancellationException} when the writer is closed before this one
   *     is
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
    return enqueue(new Item(id, encoder.tombstone(id, version, clock.millis())));
  }

  private CompletableFuture<WriteResult> enqueue(Item item) {
    lock.lock();
    try {
      if (closed) {
        item.result.completeExceptionally(writerClosed());
        return item.result;
      }
      open.add(item);
      waiting.add(item);
    } finally {
      lock.unlock();
    }
    send();
    return item.result;
  }

  /** Sends what waits, as long as another request may be under way. */
  private void send() {
    for (List<Item> batch = take(); !batch.isEmpty(); batch = take()) {
      send(batch);
    }
  }

  /** The changes of the next request; none when there is to be no request now. */
  private List<Item> take() {
    List<Item> batch = new ArrayList<>();
    lock.lock();
    try {
      // After a failure one request finds out whether it is over.
      int most = failures == 0 ? MAX_REQUESTS : 1;
      if (closed || holding || requests >= most) {
        return batch;
      }
      long bytes = 0;
      int company = MAX_ITEMS;
      while (!waiting.isEmpty()) {
        Item next = waiting.element();
        company = Math.min(company, next.company);
        bytes += next.lines.length;
        if (!batch.isEmpty() && (batch.size() >= company || bytes > MAX_BYTES)) {
          break;
        }
        batch.add(waiting.remove());
      }
      if (!batch.isEmpty()) {
        requests++;
      }
      return batch;
    } finally {
      lock.unlock();
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
              if (answer != null) {
                settle(batch, answer);
              } else {
                noAnswer(batch, thrown);
              }
              send();
            });
  }

  private void noAnswer(List<Item> batch, Throwable thrown) {
    if (thrown instanceof RetryableSearchException) {
      hold(batch, String.valueOf(thrown.getMessage()));
    } else if (thrown instanceof RefusedRequestException) {
      refused(batch, String.valueOf(thrown.getMessage()));
    } else {
      fail(batch, thrown);
    }
  }

  private void settle(List<Item> batch, SearchConnection.Answer answer) {
    String what = "%d %s %s".formatted(answer.status(), answer.errorType(), answer.reason());
    switch (connection.judge(answer)) {
      case NONE -> settleItems(batch, answer.json().path("items"));
      case RETRYABLE -> hold(batch, what);
      case STALE, RECORD -> refused(batch, what);
      case FATAL ->
          fail(batch, connection.fatal(answer.status(), answer.errorType(), answer.reason()));
    }
  }

  private void settleItems(List<Item> batch, JsonNode items) {
    List<Item> again = new ArrayList<>();
    String why = "";
    for (int i = 0; i < batch.size(); i++) {
      Item item = batch.get(i);
      JsonNode result = items.path(i).path("index");
      int status = result.path("status").asInt(500);
      String type = result.path("error").path("type").asText("");
      String reason = reason(result.path("error"));
      switch (connection.judge(status, type, reason)) {
        case NONE -> {
          connection.indexAnswered();
          finish(item, new WriteResult.Applied());
        }
        case STALE -> {
          connection.indexAnswered();
          finish(item, new WriteResult.Stale());
        }
        case RECORD ->
            finish(
                item,
                new WriteResult.Refused(
                    "The index refused the document: %d %s: %s".formatted(status, type, reason)));
        case FATAL -> fail(List.of(item), connection.fatal(status, type, reason));
        case RETRYABLE -> {
          again.add(item);
          why = "%d %s %s".formatted(status, type, reason);
        }
      }
    }
    boolean over;
    lock.lock();
    try {
      failures = 0;
      over = again.isEmpty() && pausing == 0;
    } finally {
      lock.unlock();
    }
    if (over) {
      log.over();
    } else if (!again.isEmpty()) {
      pause(again, why);
    }
  }

  private static String reason(JsonNode error) {
    JsonNode cause = error.path("caused_by").path("reason");
    return error.path("reason").asText("") + (cause.isMissingNode() ? "" : ": " + cause.asText());
  }

  /** Sends single changes again, after a pause that grows with every try. */
  private void pause(List<Item> items, String why) {
    int tries = 0;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      for (Item item : items) {
        tries = Math.max(tries, ++item.tries);
      }
      pausing += items.size();
    } finally {
      lock.unlock();
    }
    retries.accept(items.size());
    // Quoted: an id is data, and must not begin a line of its own in the log.
    log.failed("document " + TextNode.valueOf(items.get(0).id) + ": " + why);
    timer.after(
        BACKOFF.pauseMillis(tries, random()),
        () -> {
          lock.lock();
          try {
            pausing -= items.size();
            if (closed) {
              return;
            }
            waiting.addAll(items);
          } finally {
            lock.unlock();
          }
          send();
        });
  }

  /**
   * Sends nothing for a while, since a whole request got no good answer. Its changes come again
   * behind all others and in smaller company: if they are why, the others do not wait for them.
   */
  private void hold(List<Item> batch, String why) {
    boolean first;
    int tries;
    lock.lock();
    try {
      if (closed) {
        return;
      }
      batch.forEach(item -> item.company = (batch.size() + 1) / 2);
      waiting.addAll(batch);
      first = !holding;
      holding = true;
      failures += first ? 1 : 0;
      tries = failures;
    } finally {
      lock.unlock();
    }
    retries.accept(batch.size());
    log.failed(why);
    if (first) {
      timer.after(
          BACKOFF.pauseMillis(tries, random()),
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

  /**
   * One of these is at fault, or all together are too large: in halves, and in the end each for
   * itself, they tell which.
   */
  private void refused(List<Item> batch, String why) {
    if (batch.size() == 1) {
      finish(batch.get(0), new WriteResult.Refused("OpenSearch refused the document: " + why));
      return;
    }
    lock.lock();
    try {
      if (!closed) {
        batch.forEach(item -> item.company = (batch.size() + 1) / 2);
        putBack(batch);
      }
    } finally {
      lock.unlock();
    }
  }

  /** To the front, in their order. */
  private void putBack(List<Item> batch) {
    for (int i = batch.size() - 1; i >= 0; i--) {
      waiting.addFirst(batch.get(i));
    }
  }

  private void finish(Item item, WriteResult result) {
    forget(List.of(item));
    item.result.complete(result);
  }

  private void fail(List<Item> items, Throwable thrown) {
    forget(items);
    items.forEach(item -> item.result.completeExceptionally(thrown));
  }

  private void forget(List<Item> items) {
    lock.lock();
    try {
      items.forEach(open::remove);
    } finally {
      lock.unlock();
    }
  }

  private static RandomGenerator random() {
    return ThreadLocalRandom.current();
  }

  private static CancellationException writerClosed() {
    return new CancellationException("the writer was closed");
  }

  /**
   * Sends nothing more. What was not written completes as cancelled, also what waits for another
   * try: it is the caller's to send again.
   */
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
    abandoned.forEach(item -> item.result.completeExceptionally(writerClosed()));
  }
}
