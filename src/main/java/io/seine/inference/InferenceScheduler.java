package io.seine.inference;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cores that inference has in this process, as worker threads, and the one queue in front of
 * them. A worker takes one run at a time, the text of one query or passage or one pair: on a CPU
 * that is both the fastest way (nothing is padded and no core waits for another) and the only one
 * whose scores do not depend on what else is being read. On a provider that wants batches it takes
 * what waits and goes together, by {@link BatchLimits}. Nothing waits for a batch to fill.
 */
public final class InferenceScheduler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InferenceScheduler.class);

  private final ExecutionProvider provider;
  private final @Nullable BatchLimits batchLimits;
  private final InstantSource clock;
  private final RunQueue queue;
  private final List<Thread> workers = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();

  // Guarded by the lock.
  private long submitted;
  private boolean closed;

  /**
   * @param cores those granted: on a CPU, as many runs go on at once
   * @param documentShare the part of the runs, in 0–1, that documents get while queries wait too
   * @param clock tells the time that deadlines are compared with
   */
  public InferenceScheduler(
      ExecutionProvider provider,
      int cores,
      QueryOrder order,
      double documentShare,
      InstantSource clock) {
    this(provider, provider.batchLimits(), provider.workers(cores), order, documentShare, clock);
  }

  /** For tests, which have no device that wants batches. */
  InferenceScheduler(
      ExecutionProvider provider,
      @Nullable BatchLimits batchLimits,
      int workers,
      QueryOrder order,
      double documentShare,
      InstantSource clock) {
    if (workers < 1) {
      throw new IllegalArgumentException("workers is " + workers + "; it must be at least 1");
    }
    if (!(documentShare >= 0 && documentShare <= 1)) {
      throw new IllegalArgumentException(
          "the documents' share is " + documentShare + "; it must be in 0–1");
    }
    this.provider = provider;
    this.batchLimits = batchLimits;
    this.clock = clock;
    this.queue = new RunQueue(order, documentShare);
    for (int i = 0; i < workers; i++) {
      int worker = i;
      Thread thread = new Thread(() -> work(worker), "seine-inference-" + worker);
      thread.setDaemon(true);
      // Whoever hands work over, or takes its result away, needs a core at once and for no time.
      // The JVM heeds this with -XX:ThreadPriorityPolicy=1 (docker/flink/config.yaml).
      thread.setPriority(Thread.MIN_PRIORITY);
      this.workers.add(thread);
    }
    this.workers.forEach(Thread::start);
  }

  /** What the models of this scheduler run on. */
  ExecutionProvider provider() {
    return provider;
  }

  /**
   * How many runs or batches go on at once; a run is told which of them it is, so that each can
   * have its own session.
   */
  public int workers() {
    return workers.size();
  }

  /** How many queries or documents wait for a core at this moment. */
  public int waiting(Lane lane) {
    lock.lock();
    try {
      return queue.waiting(lane);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Queues the runs of one query or one document.
   *
   * @param deadlineMillis no run begins after it, in milliseconds since the epoch; documents have
   *     none and pass {@link Long#MAX_VALUE}
   * @param size how many runs there are, at least 1
   */
  public RunBatch submit(Lane lane, long deadlineMillis, int size, RunBatch.Run run) {
    lock.lock();
    try {
      RunBatch batch = new RunBatch(submitted++, lane, deadlineMillis, size, run);
      if (closed) {
        batch.completion().completeExceptionally(stopped());
      } else {
        queue.add(batch);
        work.signalAll();
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /** Begins no further run of the batch; those under way end as usual. */
  public void cancel(RunBatch batch) {
    boolean over;
    lock.lock();
    try {
      batch.cancel();
      over = batch.isOver();
    } finally {
      lock.unlock();
    }
    if (over) {
      batch.complete();
    }
  }

  private void work(int worker) {
    List<RunQueue.Next> runs;
    while (!(runs = take()).isEmpty()) {
      if (runs.size() == 1 || !executeTogether(worker, runs)) {
        runs.forEach(run -> executeAlone(worker, run));
      }
    }
  }

  private void executeAlone(int worker, RunQueue.Next next) {
    Throwable thrown = null;
    try {
      next.batch().execute(worker, next.index());
    } catch (Throwable e) {
      // An error of one run is the error of its batch; the worker lives on for the others.
      thrown = e;
    }
    end(next.batch(), thrown);
  }

  /** False when that failed: then each by itself tells which of them is at fault, if any is. */
  private boolean executeTogether(int worker, List<RunQueue.Next> runs) {
    try {
      JoinableRun.executeTogether(worker, runs);
    } catch (Throwable e) {
      LOG.warn("{} runs failed together, and are executed one by one", runs.size(), e);
      return false;
    }
    for (RunQueue.Next next : runs) {
      next.batch().executed();
      end(next.batch(), null);
    }
    return true;
  }

  /** Waits for a run, or for several that go together; none when the scheduler is closed. */
  private List<RunQueue.Next> take() {
    while (true) {
      List<RunBatch> over = new ArrayList<>();
      List<RunQueue.Next> next;
      lock.lock();
      try {
        if (closed) {
          return List.of();
        }
        next = poll(over);
        if (next.isEmpty() && over.isEmpty()) {
          work.awaitUninterruptibly();
        }
      } finally {
        lock.unlock();
      }
      over.forEach(RunBatch::complete);
      if (!next.isEmpty()) {
        return next;
      }
    }
  }

  private List<RunQueue.Next> poll(List<RunBatch> over) {
    long now = clock.millis();
    if (batchLimits != null) {
      return queue.pollTogether(now, batchLimits, over);
    }
    RunQueue.Next next = queue.poll(now, over);
    return next == null ? List.of() : List.of(next);
  }

  private void end(RunBatch batch, @Nullable Throwable thrown) {
    boolean over;
    lock.lock();
    try {
      batch.end(thrown);
      over = batch.isOver();
    } finally {
      lock.unlock();
    }
    if (over) {
      batch.complete();
    }
  }

  /** Ends the runs under way, fails the waiting ones, and waits for the workers to stop. */
  @Override
  public void close() {
    List<RunBatch> abandoned;
    lock.lock();
    try {
      closed = true;
      abandoned = queue.clear();
      work.signalAll();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    for (Thread worker : workers) {
      // What waits for a run may close the scheduler, and is called by a worker.
      while (worker.isAlive() && worker != Thread.currentThread()) {
        try {
          worker.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    for (RunBatch batch : abandoned) {
      batch.completion().completeExceptionally(stopped());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static CancellationException stopped() {
    return new CancellationException("the inference scheduler was closed");
  }
}
