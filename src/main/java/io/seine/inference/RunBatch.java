package io.seine.inference;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The runs that one query or one document asks of the scheduler: numbered from 0, begun in that
 * order, each on whichever worker is free.
 */
public final class RunBatch {

  /**
   * One run of a model: run {@code index} of the batch, on the sessions of worker {@code worker}.
   */
  @FunctionalInterface
  public interface Run {
    void execute(int worker, int index) throws Exception;
  }

  private final Lane lane;
  private final long deadlineMillis;
  private final int size;
  private final Run run;
  private final CompletableFuture<Integer> completion = new CompletableFuture<>();
  private final AtomicInteger finished = new AtomicInteger();

  private final long sequence;

  // Guarded by the queue's lock.
  private int begun;
  private int ended;
  private boolean cancelled;
  private @Nullable Throwable failure;

  RunBatch(long sequence, Lane lane, long deadlineMillis, int size, Run run) {
    this.sequence = sequence;
    this.lane = lane;
    this.deadlineMillis = deadlineMillis;
    this.size = size;
    this.run = run;
  }

  public Lane lane() {
    return lane;
  }

  /** The number of the batch, in the order of submission. */
  long sequence() {
    return sequence;
  }

  /** After this time, in milliseconds since the epoch, no further run of the batch is begun. */
  public long deadlineMillis() {
    return deadlineMillis;
  }

  /**
   * Completes with the number of runs done, once no run of this batch is under way and none will be
   * begun: all are done, or it was cancelled, or its deadline passed. Completes exceptionally when
   * a run threw.
   */
  public CompletableFuture<Integer> completion() {
    return completion;
  }

  Run run() {
    return run;
  }

  void execute(int worker, int index) throws Exception {
    run.execute(worker, index);
    executed();
  }

  /** A run was executed, by {@link #execute} or together with others. */
  void executed() {
    finished.incrementAndGet();
  }

  // What follows is called by the queue, under its lock.

  boolean hasNext() {
    return !cancelled && begun < size;
  }

  int begin() {
    return begun++;
  }

  int begun() {
    return begun;
  }

  void end(@Nullable Throwable thrown) {
    ended++;
    if (thrown != null) {
      cancelled = true;
      failure = failure == null ? thrown : failure;
    }
  }

  void cancel() {
    cancelled = true;
  }

  boolean isOver() {
    return !hasNext() && ended == begun;
  }

  /** Called outside the lock: what waits for the batch may submit the next one. */
  void complete() {
    if (failure != null) {
      completion.completeExceptionally(failure);
    } else {
      completion.complete(finished.get());
    }
  }
}
