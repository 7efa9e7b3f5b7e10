package io.seine.search;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Items that travel to OpenSearch together: of its requests at most two are under way, and what
 * comes meanwhile makes up the next. A request of few items rests a moment after the last one, so
 * that a steady trickle does not become a request for each item; what comes alone goes at once, and
 * so do many. Whoever adds items bounds how many wait.
 *
 * <p>What an answer means for each item, its owner decides: done, once more at once and in smaller
 * company, once more after a pause of its own, or a hold, in which nothing is sent for a while and
 * then one request, to see whether the failure is over.
 *
 * @param <T> an item
 * @param <R> what becomes of it
 * @param <A> the answer to a request
 */
final class RequestQueue<T, R, A> implements AutoCloseable {
  private static final int MAX_REQUESTS = 2;

  /** Of all items that there can be, this part is many: the others may wait for these. */
  private static final int MANY_PART = 4;

  private final String name;
  private final Limits limits;
  private final Carrier<T, R, A> carrier;
  private final Backoff backoff;
  private final OutageLog log;
  private final RetryTimer timer;

  // Guarded by this.
  private final Set<Entry<T, R>> open = new HashSet<>();
  private final Deque<Entry<T, R>> waiting = new ArrayDeque<>();
  private int requests;

  /** How many items wait for the end of a pause of their own. */
  private int pausing;

  /** How many holds there were since the last good answer. */
  private int holds;

  /** Whether nothing is sent until a pause is over. */
  private boolean holding;

  /** Whether a request is so recent that few items wait for more. */
  private boolean resting;

  private boolean closed;

  /**
   * How much travels in one request; a single item always may.
   *
   * @param weight the sum of the items', in a unit of the owner's
   * @param few fewer than these rest
   * @param restMillis for so long after another request; 0: nothing ever rests
   */
  record Limits(int items, long weight, int few, long restMillis) {
    /**
     * Those under which fewer than 16 items rest for 200 ms: a change that waits so long is still
     * found at the index's next refresh, or the one after it. Where so few can be there that 16
     * hardly ever come together, a quarter of them does not rest: they would have nothing to wait
     * for but the end of the rest.
     *
     * @param capacity how many items there are at most, in the queue and elsewhere at their owner
     */
    static Limits resting(int items, long weight, int capacity) {
      return new Limits(items, weight, Math.max(1, Math.min(16, capacity / MANY_PART)), 200);
    }
  }

  /** An item in the queue or in a request; the queue's alone is what is not final. */
  static final class Entry<T, R> {
    private final T item;
    private final long weight;
    private final CompletableFuture<R> result = new CompletableFuture<>();
    private int tries;

    /** The largest number of items with which it may travel. */
    private int company = Integer.MAX_VALUE;

    private Entry(T item, long weight) {
      this.item = item;
      this.weight = weight;
    }

    T item() {
      return item;
    }
  }

  /** The owner's part: what a request is, and what its answer means. */
  interface Carrier<T, R, A> {
    CompletionStage<A> send(List<Entry<T, R>> batch);

    /** Gives every entry its fate, by what the answer says of it. */
    void answered(List<Entry<T, R>> batch, A answer);

    /** Gives every entry its fate when there is no answer. */
    void failed(List<Entry<T, R>> batch, Throwable thrown);

    /** Is told how many items are to be sent again after a pause. */
    default void retrying(int items) {}
  }

  /**
   * @param name of the owner, in what is said of its end
   * @param backoff of pauses and holds
   * @param log is told of pauses and holds, and when they are over
   */
  RequestQueue(
      String name,
      Limits limits,
      Carrier<T, R, A> carrier,
      Backoff backoff,
      OutageLog log,
      RetryTimer timer) {
    this.name = name;
    this.limits = limits;
    this.carrier = carrier;
    this.backoff = backoff;
    this.log = log;
    this.timer = timer;
  }

  /**
   * Sends an item as soon as a request may.
   *
   * @return completes with {@link CancellationException} when this is closed before
   */
  CompletableFuture<R> add(T item, long weight) {
    Entry<T, R> entry = new Entry<>(item, weight);
    synchronized (this) {
      if (closed) {
        return CompletableFuture.failedFuture(closedException());
      }
      open.add(entry);
      waiting.add(entry);
    }
    send();
    return entry.result;
  }

  /** Sends what waits, as long as another request may be under way. */
  private void send() {
    for (List<Entry<T, R>> batch = take(); !batch.isEmpty(); batch = take()) {
      send(batch);
    }
  }

  /** The entries of the next request; none when there is to be no request now. */
  private synchronized List<Entry<T, R>> take() {
    List<Entry<T, R>> batch = new ArrayList<>();
    // After a failure one request finds out whether it is over.
    int most = holds == 0 ? MAX_REQUESTS : 1;
    if (closed || holding || requests >= most || waiting.isEmpty() || (resting && isFew())) {
      return batch;
    }
    long weight = 0;
    int company = limits.items();
    while (!waiting.isEmpty()) {
      Entry<T, R> next = waiting.element();
      company = Math.min(company, next.company);
      weight += next.weight;
      if (!batch.isEmpty() && (batch.size() >= company || weight > limits.weight())) {
        break;
      }
      batch.add(waiting.remove());
    }
    requests++;
    rest();
    return batch;
  }

  /** Whether what waits is to wait for more; what is sent again in smaller company is not. */
  private boolean isFew() {
    return waiting.size() < limits.few() && waiting.element().company == Integer.MAX_VALUE;
  }

  private void rest() {
    if (resting || limits.restMillis() == 0) {
      return;
    }
    resting = true;
    timer.after(
        limits.restMillis(),
        () -> {
          synchronized (this) {
            resting = false;
          }
          send();
        });
  }

  private void send(List<Entry<T, R>> batch) {
    answer(batch)
        .whenComplete(
            (answer, thrown) -> {
              try {
                if (answer == null) {
                  carrier.failed(batch, thrown);
                } else {
                  carrier.answered(batch, answer);
                }
              } catch (RuntimeException e) {
                // An answer that nobody thought of must leave nobody waiting.
                fail(batch, e);
              } finally {
                // Not before: what is to be sent again belongs into the next request.
                synchronized (this) {
                  requests--;
                }
              }
              send();
            });
  }

  private CompletionStage<A> answer(List<Entry<T, R>> batch) {
    try {
      return carrier.send(batch);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** What became of an item. */
  void finish(Entry<T, R> entry, R result) {
    forget(List.of(entry));
    entry.result.complete(result);
  }

  /** Nothing became of these. */
  void fail(List<Entry<T, R>> batch, Throwable thrown) {
    forget(batch);
    batch.forEach(entry -> entry.result.completeExceptionally(thrown));
  }

  private synchronized void forget(List<Entry<T, R>> batch) {
    batch.forEach(open::remove);
  }

  /**
   * Sends these again at once and before all others, in halves: one of them is at fault, or all
   * together are too large, and in the end each for itself they tell which.
   */
  synchronized void halve(List<Entry<T, R>> batch) {
    if (closed) {
      return;
    }
    part(batch);
    for (int i = batch.size() - 1; i >= 0; i--) {
      waiting.addFirst(batch.get(i));
    }
  }

  private void part(List<Entry<T, R>> batch) {
    batch.forEach(entry -> entry.company = (batch.size() + 1) / 2);
  }

  /** Sends these again, after a pause that grows with every try of theirs. */
  void pause(List<Entry<T, R>> batch, String why) {
    int tries = 0;
    synchronized (this) {
      if (closed) {
        return;
      }
      for (Entry<T, R> entry : batch) {
        tries = Math.max(tries, ++entry.tries);
      }
      pausing += batch.size();
    }
    carrier.retrying(batch.size());
    log.failed(why);
    after(
        tries,
        () -> {
          pausing -= batch.size();
          waiting.addAll(batch);
        });
  }

  /** Sends nothing for a while, and then these behind all others. */
  void hold(List<Entry<T, R>> batch, String why) {
    hold(batch, why, false);
  }

  /**
   * As {@link #hold}, and these come again in smaller company: if they are why, the others do not
   * wait for them.
   */
  void holdApart(List<Entry<T, R>> batch, String why) {
    hold(batch, why, true);
  }

  private void hold(List<Entry<T, R>> batch, String why, boolean apart) {
    boolean first;
    int tries;
    synchronized (this) {
      if (closed) {
        return;
      }
      if (apart) {
        part(batch);
      }
      waiting.addAll(batch);
      first = !holding;
      holding = true;
      holds += first ? 1 : 0;
      tries = holds;
    }
    carrier.retrying(batch.size());
    log.failed(why);
    if (first) {
      after(tries, () -> holding = false);
    }
  }

  /** Changes something under the lock when a pause is over, and sends what waits then. */
  private void after(int tries, Runnable change) {
    timer.after(
        backoff.pauseMillis(tries, ThreadLocalRandom.current()),
        () -> {
          synchronized (this) {
            if (closed) {
              return;
            }
            change.run();
          }
          send();
        });
  }

  /** There was an answer, good as a whole: what made the last hold is over. */
  void works() {
    boolean over;
    synchronized (this) {
      holds = 0;
      over = pausing == 0 && !closed;
    }
    if (over) {
      log.over();
    }
  }

  private CancellationException closedException() {
    return new CancellationException("the " + name + " was closed");
  }

  /** Sends nothing more; what is not done completes as cancelled, also what waits for a pause. */
  @Override
  public void close() {
    List<Entry<T, R>> abandoned;
    synchronized (this) {
      closed = true;
      waiting.clear();
      abandoned = List.copyOf(open);
      open.clear();
    }
    abandoned.forEach(entry -> entry.result.completeExceptionally(closedException()));
  }
}
