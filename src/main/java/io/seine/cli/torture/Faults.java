package io.seine.cli.torture;

import io.seine.cli.torture.FaultPlan.PlannedFault;
import io.seine.local.FaultProxy;
import io.seine.local.FlinkProcesses;
import io.seine.local.LocalCluster;
import io.seine.local.ProxyFault;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Strikes faults at their moments, and counts them. Two rows of them may strike at once. */
final class Faults {
  private static final Duration PAUSE = Duration.ofSeconds(30);
  private static final long FULL_DISK_MILLIS = 5_000;

  private final LocalCluster cluster;
  private final FaultProxy proxy;
  private final FlinkProcesses flink;
  private final FlinkJobs jobs;
  private final SearchServer search;
  private final Consumer<String> progress;
  private final Map<FaultKind, Integer> struck = new EnumMap<>(FaultKind.class);

  Faults(
      LocalCluster cluster,
      FaultProxy proxy,
      FlinkProcesses flink,
      FlinkJobs jobs,
      SearchServer search,
      Consumer<String> progress) {
    this.cluster = cluster;
    this.proxy = proxy;
    this.flink = flink;
    this.jobs = jobs;
    this.search = search;
    this.progress = progress;
  }

  /**
   * Strikes one fault after the other, each at its moment or, when the one before it took longer,
   * right after that. Ends early when a job has failed: then there is nothing left to find.
   *
   * @param startNanos the beginning of the run, as {@link System#nanoTime} had it
   */
  void strike(List<PlannedFault> row, long startNanos) throws InterruptedException {
    for (PlannedFault fault : row) {
      long wait = startNanos + fault.at().toNanos() - System.nanoTime();
      TimeUnit.NANOSECONDS.sleep(Math.max(0, wait));
      if (jobs.hasFailed()) {
        return;
      }
      progress.accept(fault.kind().label());
      try {
        strike(fault.kind());
      } catch (TortureException e) {
        if (jobs.hasFailed()) {
          return;
        }
        throw e;
      }
      count(fault.kind());
    }
  }

  private void strike(FaultKind kind) throws InterruptedException {
    switch (kind) {
      case KILL_TASK_MANAGER -> flink.crashTaskManager();
      case KILL_JOB_MANAGER -> flink.crashJobManager();
      case KILL_OPENSEARCH -> cluster.crashOpenSearch();
      case KILL_KAFKA -> cluster.crashKafka();
      case STOP_TASK_MANAGER -> flink.pauseTaskManager(PAUSE);
      case STOP_JOB_MANAGER -> flink.pauseJobManager(PAUSE);
      case STOP_OPENSEARCH -> cluster.pauseOpenSearch(PAUSE);
      case STOP_KAFKA -> cluster.pauseKafka(PAUSE);
      case FULL_DISK -> {
        search.fillDisk();
        TimeUnit.MILLISECONDS.sleep(FULL_DISK_MILLIS);
        search.freeDisk();
      }
      case SAVEPOINT -> jobs.move(jobs.parallelism());
      case RESCALE -> jobs.move(jobs.parallelism() == 1 ? Topics.PARTITIONS : 1);
      case ANSWER_429, ANSWER_503, CUT_BEFORE, CUT_AFTER, SLOW, ITEMS_429 -> {
        ProxyFault proxied = kind.proxied();
        if (proxied != null) {
          proxy.harm(proxied);
          TimeUnit.MILLISECONDS.sleep(kind.lasts().toMillis());
          proxy.calm();
        }
      }
    }
  }

  private synchronized void count(FaultKind kind) {
    struck.merge(kind, 1, Integer::sum);
  }

  /** How often a kind of fault has struck. */
  synchronized int struck(FaultKind kind) {
    return struck.getOrDefault(kind, 0);
  }
}
