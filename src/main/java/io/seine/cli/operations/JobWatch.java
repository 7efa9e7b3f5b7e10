package io.seine.cli.operations;

import io.seine.flink.FlinkRest;
import io.seine.flink.FlinkRest.Failure;
import io.seine.flink.FlinkRest.FlinkJob;
import io.seine.flink.FlinkRest.Overview;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Watches one job of a cluster until it is as it should be. */
public final class JobWatch {
  private static final long LOOK_AGAIN_MILLIS = 250;

  /** So long may the tasks of a job wait for slots before it is worth a word. */
  private static final Duration USUAL_WAIT = Duration.ofSeconds(5);

  private static final Duration CAUSE_LIMIT = Duration.ofSeconds(10);

  private final FlinkRest flink;
  private final String id;
  private final Duration patience;
  private final Consumer<String> progress;

  /**
   * @param progress is told in a line what the job waits for
   */
  public JobWatch(FlinkRest flink, String id, Duration patience, Consumer<String> progress) {
    this.flink = flink;
    this.id = id;
    this.patience = patience;
    this.progress = progress;
  }

  /**
   * Waits until every task of the job runs.
   *
   * @throws OperationException when the job fails, or does not come so far in time; the message
   *     says why
   */
  public void awaitRunning() {
    long startedAt = System.nanoTime();
    String told = "";
    while (true) {
      FlinkJob job = flink.job(id);
      if (job.isRunning()) {
        return;
      }
      if (job.isOver()) {
        throw new OperationException(
            "%s %s at its start. %s".formatted(job.name(), inWords(job.state()), why()));
      }
      Duration waited = Duration.ofNanos(System.nanoTime() - startedAt);
      String hindrance = hindrance(job, waited);
      if (waited.compareTo(patience) > 0) {
        throw new OperationException(
            """
            %s does not run after %d s: %s
            It goes on trying. `seine status` shows how it is; `seine stop %s --cancel` ends it."""
                .formatted(job.name(), patience.toSeconds(), hindrance, id));
      }
      if (!hindrance.isEmpty() && !hindrance.equals(told)) {
        progress.accept(hindrance);
        told = hindrance;
      }
      pause();
    }
  }

  /** Waits until the job will never run again, and so holds no slots any more. */
  public void awaitOver() {
    long giveUpAt = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < giveUpAt) {
      if (flink.job(id).isOver()) {
        return;
      }
      pause();
    }
    throw new OperationException(
        "The job %s was stopped and still holds its slots after %d s. `seine status` shows how it is."
            .formatted(id, patience.toSeconds()));
  }

  private static String inWords(String state) {
    return switch (state) {
      case "FAILED" -> "failed";
      case "CANCELED" -> "was canceled";
      default -> "ended";
    };
  }

  /** Why the job failed; Flink's pages learn of it some seconds later than of the state. */
  private String why() {
    long giveUpAt = System.nanoTime() + CAUSE_LIMIT.toNanos();
    while (System.nanoTime() < giveUpAt) {
      Failure failure = flink.lastFailure(id);
      if (failure != null) {
        return failure.why();
      }
      pause();
    }
    return "Flink says no cause; the JobManager's log may.";
  }

  /** What keeps the job from running, as far as it can be seen; empty when nothing does. */
  private String hindrance(FlinkJob job, Duration waited) {
    Failure failure = flink.lastFailure(id);
    if (failure != null) {
      return "It failed and begins again: " + failure.why();
    }
    Overview overview = flink.overview();
    boolean waitsForSlots =
        job.runningTasks() == 0 && overview.freeSlots() == 0 && waited.compareTo(USUAL_WAIT) > 0;
    if (waitsForSlots) {
      return overview.taskManagers() == 0
          ? "It waits for slots, and the cluster has no TaskManager. Start one."
          : "It waits for slots: none of the %d is free. Stop another job, or add TaskManagers."
              .formatted(overview.slots());
    }
    return waited.compareTo(patience) > 0
        ? "It is %s, with %d of %d tasks running."
            .formatted(job.state(), job.runningTasks(), job.tasks())
        : "";
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationException("Interrupted while waiting for the job", e);
    }
  }
}
