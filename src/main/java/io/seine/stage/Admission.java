package io.seine.stage;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets so much work be under way at once and no more; the rest waits, in an order that is set. Work
 * whose result nobody waits for any more is dropped before it begins.
 */
public final class Admission {

  /** Which of the works that wait is next. */
  public enum Order {
    /** The one whose deadline is nearest; of equal ones, the one that came first. */
    DEADLINE(
        Comparator.<Work<?>>comparingLong(work -> work.deadlineMillis)
            .thenComparingLong(work -> work.sequence)),
    /** The one that came last. */
    NEWEST(Comparator.<Work<?>>comparingLong(work -> work.sequence).reversed());

    private final Comparator<Work<?>> comparator;

    Order(Comparator<Work<?>> comparator) {
      this.comparator = comparator;
    }
  }

  private static final class Work<T> {
    final long deadlineMillis;
    final long sequence;
    final Supplier<CompletableFuture<T>> begin;
    final CompletableFuture<T> result = new CompletableFuture<>();

    // Guarded by the lock.
    boolean begun;

    Work(long deadlineMillis, long sequence, Supplier<CompletableFuture<T>> begin) {
      this.deadlineMillis = deadlineMillis;
      this.sequence = sequence;
      this.begin = begin;
    }
  }

  private final int limit;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private final PriorityQueue<Work<?>> waiting;
  private int underWay;
  private long submitted;

  /**
   * @param limit how many works are under way at once, at least 1
   */
  public Admission(int limit, Order order) {
    this.limit = limit;
    this.waiting = new PriorityQueue<>(order.comparator);
  }

  /** How many works wait. */
  public int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Begins work as soon as it may be under way.
   *
   * @param deadlineMillis orders it, in milliseconds since the epoch
   * @return the work's result; whoever completes it first has the work dropped if it did not begin
   */
  <T> CompletableFuture<T> enter(long deadlineMillis, Supplier<CompletableFuture<T>> begin) {
    Work<T> work;
    lock.lock();
    try {
      work = new Work<>(deadlineMillis, submitted++, begin);
      waiting.add(work);
    } finally {
      lock.unlock();
    }
    // At once: in some orders what is too late would never come first, and be dropped then.
    work.result.whenComplete((value, thrown) -> drop(work));
    beginNext();
    return work.result;
  }

  private void drop(Work<?> work) {
    lock.lock();
    try {
      if (!work.begun) {
        waiting.remove(work);
      }
    } finally {
      lock.unlock();
    }
  }

  private void beginNext() {
    for (Work<?> next = next(); next != null; next = next()) {
      begin(next);
    }
  }

  private @Nullable Work<?> next() {
    lock.lock();
    try {
      while (underWay < limit) {
        Work<?> next = waiting.poll();
        if (next == null) {
          return null;
        }
        if (!next.result.isDone()) {
          underWay++;
          next.begun = true;
          return next;
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private <T> void begin(Work<T> work) {
    CompletableFuture<T> begun;
    try {
      begun = work.begin.get();
    } catch (RuntimeException e) {
      begun = CompletableFuture.failedFuture(e);
    }
    if (begun.isDone()) {
      // Without a call of beginNext, which is what called this: many that fail at once are a loop.
      begun.whenComplete((value, thrown) -> settle(work, value, thrown));
    } else {
      begun.whenComplete(
          (value, thrown) -> {
            settle(work, value, thrown);
            beginNext();
          });
    }
  }

  private <T> void settle(Work<T> work, T value, @Nullable Throwable thrown) {
    lock.lock();
    try {
      underWay--;
    } finally {
      lock.unlock();
    }
    if (thrown == null) {
      work.result.complete(value);
    } else {
      work.result.completeExceptionally(thrown);
    }
  }
}
