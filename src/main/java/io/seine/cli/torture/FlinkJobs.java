package io.seine.cli.torture;

import io.seine.cli.torture.Discrepancy.Kind;
import io.seine.flink.FlinkRest;
import io.seine.flink.FlinkRest.FlinkJob;
import io.seine.flink.FlinkRestException;
import io.seine.job.IndexDocuments;
import io.seine.job.RankQueries;
import io.seine.local.FlinkProcesses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Both jobs on the cluster: submits, moves and drains them, and watches how often they begin again
 * and whether one has failed for good. Thread-safe.
 */
final class FlinkJobs {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final FlinkProcesses flink;
  private final FlinkRest rest;

  /** What each job is started with, by its name. */
  private final Map<String, List<String>> arguments;

  // Guarded by this.
  private final Map<String, String> ids = new LinkedHashMap<>();
  private final Map<String, Long> restartsById = new LinkedHashMap<>();
  private final Map<String, Discrepancy> failures = new LinkedHashMap<>();
  private long restarts;
  private int parallelism;

  /**
   * @param common the arguments that both jobs are started with
   * @param documents those of index-documents beside them
   */
  FlinkJobs(FlinkProcesses flink, List<String> common, List<String> documents) {
    this.flink = flink;
    this.rest = flink.rest();
    List<String> all = new ArrayList<>(common);
    all.addAll(documents);
    this.arguments =
        new LinkedHashMap<>(Map.of(IndexDocuments.NAME, all, RankQueries.NAME, common));
  }

  /** Submits both jobs. */
  void submit(int withParallelism) throws InterruptedException {
    setParallelism(withParallelism);
    String jar = rest.upload(flink.jobJar());
    for (String job : arguments.keySet()) {
      run(job, jar, null);
    }
  }

  synchronized int parallelism() {
    return parallelism;
  }

  private synchronized void setParallelism(int value) {
    parallelism = value;
  }

  /** Stops each job with a savepoint and lets it go on from there. */
  void move(int toParallelism) throws InterruptedException {
    setParallelism(toParallelism);
    String jar = uploaded();
    for (String job : arguments.keySet()) {
      run(job, jar, stopped(job));
    }
  }

  private String uploaded() throws InterruptedException {
    Attempt<String> upload = new Attempt<>(() -> rest.upload(flink.jobJar()));
    Waiting.until(PATIENCE, upload::succeeds);
    return upload.result("Flink did not take the job jar");
  }

  /** Stops a job; returns its savepoint. */
  private String stopped(String job) throws InterruptedException {
    // Between two failures there may be no time for a savepoint: then again.
    Attempt<String> stop = new Attempt<>(() -> rest.stop(id(job), null));
    Waiting.until(PATIENCE, () -> hasFailed() || (isRunning(job) && stop.succeeds()));
    return stop.result(job + " could not be stopped with a savepoint");
  }

  private void run(String job, String jar, @Nullable String savepoint) {
    String main =
        (job.equals(IndexDocuments.NAME) ? IndexDocuments.class : RankQueries.class).getName();
    String id =
        rest.run(jar, main, arguments.getOrDefault(job, List.of()), parallelism(), savepoint);
    synchronized (this) {
      ids.put(job, id);
    }
  }

  private synchronized String id(String job) {
    return ids.getOrDefault(job, "");
  }

  private boolean isRunning(String job) {
    try {
      return rest.job(id(job)).isRunning();
    } catch (FlinkRestException e) {
      return false;
    }
  }

  /**
   * Lets both jobs finish all that they have read, and end.
   *
   * @return what went wrong
   */
  List<Discrepancy> drain() throws InterruptedException {
    List<Discrepancy> stuck = new ArrayList<>();
    for (String job : arguments.keySet()) {
      Attempt<String> drain =
          new Attempt<>(
              () -> {
                rest.drain(id(job), null);
                return job;
              });
      if (!Waiting.until(PATIENCE, () -> hasFailed() || (isRunning(job) && drain.succeeds()))) {
        stuck.add(
            new Discrepancy(
                Kind.JOB, job, "an end after all that it read", "stuck: " + drain.why()));
      }
    }
    return stuck;
  }

  /**
   * Asks how the jobs are.
   *
   * @return whether a JobManager answered; where none did, the next time will tell
   */
  boolean watch() {
    try {
      for (FlinkJob job : rest.jobs()) {
        if (isOurs(job.id())) {
          if (job.state().equals("FAILED")) {
            failed(job);
          } else if (!job.isOver()) {
            count(job.id(), rest.restarts(job.id()));
          }
        }
      }
      return true;
    } catch (FlinkRestException e) {
      return false;
    }
  }

  private synchronized boolean isOurs(String id) {
    return ids.containsValue(id);
  }

  private String why(FlinkJob job) {
    FlinkRest.Failure failure = rest.lastFailure(job.id());
    return failure == null ? "Flink says no cause" : failure.why();
  }

  private void failed(FlinkJob job) {
    Discrepancy failure = new Discrepancy(Kind.JOB, job.name(), "RUNNING", "FAILED: " + why(job));
    synchronized (this) {
      failures.put(job.id(), failure);
    }
  }

  /** A new JobManager counts from zero again. */
  private synchronized void count(String id, long now) {
    long before = restartsById.getOrDefault(id, 0L);
    restarts += now < before ? now : now - before;
    restartsById.put(id, now);
  }

  /** How often the jobs began again after a failure. */
  synchronized long restarts() {
    return restarts;
  }

  /** The jobs that failed for good. */
  synchronized List<Discrepancy> failures() {
    return List.copyOf(failures.values());
  }

  synchronized boolean hasFailed() {
    return !failures.isEmpty();
  }
}
