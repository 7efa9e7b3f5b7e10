package io.seine.inference;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InferenceSchedulerTest {
  private static final long NEVER = Long.MAX_VALUE;

  private final AtomicLong now = new AtomicLong();
  private final InstantSource clock = () -> Instant.ofEpochMilli(now.get());
  private final InferenceScheduler scheduler =
      new InferenceScheduler(ExecutionProvider.CPU, 1, QueryOrder.DEADLINE, 0.5, clock);
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void close() {
    release.countDown();
    scheduler.close();
  }

  @Test
  void everyRunIsDoneOnce() throws Exception {
    List<Integer> done = new CopyOnWriteArrayList<>();

    RunBatch batch = scheduler.submit(Lane.QUERY, NEVER, 5, (worker, index) -> done.add(index));

    assertThat(batch.completion().get(20, SECONDS)).isEqualTo(5);
    assertThat(done).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void eachWorkerTakesOneRunAtATime() throws Exception {
    try (InferenceScheduler two =
        new InferenceScheduler(ExecutionProvider.CPU, 2, QueryOrder.DEADLINE, 0, clock)) {
      CountDownLatch both = new CountDownLatch(2);
      List<Integer> workers = new CopyOnWriteArrayList<>();

      RunBatch batch =
          two.submit(
              Lane.QUERY,
              NEVER,
              2,
              (worker, index) -> {
                workers.add(worker);
                both.countDown();
                both.await();
              });

      assertThat(batch.completion().get(20, SECONDS)).isEqualTo(2);
      assertThat(workers).containsExactlyInAnyOrder(0, 1);
    }
  }

  @Test
  void noRunBeginsAfterTheDeadline() throws Exception {
    RunBatch batch =
        scheduler.submit(
            Lane.QUERY,
            100,
            5,
            (worker, index) -> {
              if (index == 1) {
                now.set(100);
              }
            });

    assertThat(batch.completion().get(20, SECONDS)).isEqualTo(2);
  }

  @Test
  void cancelledBatchEndsWithWhatWasDone() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    RunBatch batch =
        scheduler.submit(
            Lane.QUERY,
            NEVER,
            5,
            (worker, index) -> {
              begun.countDown();
              release.await();
            });
    begun.await();

    scheduler.cancel(batch);
    assertThat(batch.completion()).isNotDone();
    release.countDown();

    assertThat(batch.completion().get(20, SECONDS)).isEqualTo(1);
  }

  @Test
  void batchThatIsCancelledBeforeItBeginsEndsAtOnce() throws Exception {
    occupy();
    RunBatch batch = scheduler.submit(Lane.QUERY, NEVER, 5, (worker, index) -> {});

    scheduler.cancel(batch);

    assertThat(batch.completion()).isCompletedWithValue(0);
  }

  @Test
  void failureOfARunFailsItsBatchAndNoOther() {
    List<Integer> begun = new CopyOnWriteArrayList<>();
    RunBatch bad =
        scheduler.submit(
            Lane.QUERY,
            NEVER,
            3,
            (worker, index) -> {
              begun.add(index);
              throw new LinkageError("as native code may");
            });
    RunBatch good = scheduler.submit(Lane.QUERY, NEVER, 2, (worker, index) -> {});

    assertThatThrownBy(() -> bad.completion().get(20, SECONDS))
        .hasCauseInstanceOf(LinkageError.class);
    assertThat(begun).containsExactly(0);
    assertThat(good.completion()).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(2);
  }

  @Test
  void waitingBatchesAreCountedByLane() throws Exception {
    occupy();
    scheduler.submit(Lane.QUERY, NEVER, 3, (worker, index) -> {});
    scheduler.submit(Lane.DOCUMENT, NEVER, 1, (worker, index) -> {});
    scheduler.submit(Lane.DOCUMENT, NEVER, 1, (worker, index) -> {});

    assertThat(scheduler.waiting(Lane.QUERY)).isEqualTo(1);
    assertThat(scheduler.waiting(Lane.DOCUMENT)).isEqualTo(2);
  }

  @Test
  void closingEndsRunsUnderWayAndFailsTheWaiting() throws Exception {
    RunBatch running = occupy();
    RunBatch waiting = scheduler.submit(Lane.QUERY, NEVER, 1, (worker, index) -> {});

    CompletableFuture<Void> closed = CompletableFuture.runAsync(scheduler::close);
    release.countDown();
    closed.get(20, SECONDS);

    assertThat(running.completion()).isCompletedWithValue(1);
    assertThat(waiting.completion()).isDone();
  }

  @Test
  void closingWaitsForTheRunUnderWay() throws Exception {
    RunBatch running = occupy();
    Thread closer = new Thread(scheduler::close, "closer");

    closer.start();
    // Nobody holds the lock meanwhile: what it can wait for is the worker's end.
    while (closer.getState() != Thread.State.WAITING) {
      assertThat(closer.isAlive()).as("it still closes while the run is under way").isTrue();
      Thread.onSpinWait();
    }
    assertThat(running.completion()).isNotDone();
    release.countDown();
    closer.join();

    assertThat(running.completion()).isCompletedWithValue(1);
  }

  @Test
  void nothingRunsAfterTheClose() {
    scheduler.close();

    RunBatch batch = scheduler.submit(Lane.QUERY, NEVER, 1, (worker, index) -> {});

    assertThatThrownBy(() -> batch.completion().join()).isInstanceOf(CancellationException.class);
  }

  @Test
  void whatWaitsForARunMayCloseTheScheduler() {
    RunBatch batch = scheduler.submit(Lane.QUERY, NEVER, 1, (worker, index) -> release.await());
    CompletableFuture<Void> closed = batch.completion().thenRun(scheduler::close);

    release.countDown();

    assertThat(closed).succeedsWithin(Duration.ofSeconds(20));
  }

  @Test
  void shareOutsideZeroToOneIsRefused() {
    assertThatThrownBy(
            () -> new InferenceScheduler(ExecutionProvider.CPU, 1, QueryOrder.FAIR, 1.5, clock))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1.5");
  }

  /** Keeps the only worker busy until the release. */
  private RunBatch occupy() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    RunBatch batch =
        scheduler.submit(
            Lane.QUERY,
            NEVER,
            1,
            (worker, index) -> {
              begun.countDown();
              release.await();
            });
    begun.await();
    return batch;
  }
}
