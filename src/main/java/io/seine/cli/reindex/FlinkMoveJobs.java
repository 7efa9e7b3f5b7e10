package io.seine.cli.reindex;

import io.seine.cli.operations.JobJar;
import io.seine.cli.operations.JobWatch;
import io.seine.cli.operations.OperationException;
import io.seine.flink.FlinkRest;
import io.seine.flink.FlinkRest.Failure;
import io.seine.flink.FlinkRest.FlinkJob;
import io.seine.flink.FlinkRestException;
import io.seine.job.BiEncoderChoice;
import io.seine.job.IndexDocuments;
import io.seine.job.Job;
import io.seine.job.RankQueries;
import io.seine.job.SubmittedJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The jobs on a Flink cluster, over its REST interface. */
public final class FlinkMoveJobs implements MoveJobs {
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(60);

  private final FlinkRest flink;
  private final String alias;
  private final Supplier<JobJar> jar;
  private final @Nullable String savepoints;
  private final Duration patience;
  private final Consumer<String> out;

  /**
   * @param alias only jobs of this public alias count
   * @param jar of new jobs
   * @param savepoints where a job's savepoint is written when it is stopped; null: where the
   *     cluster says
   * @param patience how long to wait until a job runs
   */
  public FlinkMoveJobs(
      FlinkRest flink,
      String alias,
      Supplier<JobJar> jar,
      @Nullable String savepoints,
      Duration patience,
      Consumer<String> out) {
    this.flink = flink;
    this.alias = alias;
    this.jar = jar;
    this.savepoints = savepoints;
    this.patience = patience;
    this.out = out;
  }

  @Override
  public List<RunningJob> all(String name) {
    return jobs(name, false);
  }

  private List<RunningJob> jobs(String name, boolean over) {
    List<RunningJob> jobs = new ArrayList<>();
    for (FlinkJob job : flink.jobs()) {
      if (job.name().equals(name) && job.isOver() == over) {
        Map<String, String> settings = settings(job);
        if (alias.equals(settings.get(Job.ALIAS))) {
          jobs.add(new RunningJob(job.id(), name, settings, flink.parallelism(job.id())));
        }
      }
    }
    return jobs;
  }

  private Map<String, String> settings(FlinkJob job) {
    Map<String, String> settings = Job.told(flink.settings(job.id()));
    if (!job.isOver() && !settings.containsKey(Job.ALIAS)) {
      throw new OperationException(
          "%s (%s) does not say what it was started with: it is of an older Seine, or only begins. Restart it from a savepoint with this version's jar."
              .formatted(job.name(), job.id()));
    }
    return settings;
  }

  @Override
  public Optional<RunningJob> lastThatIsOver(String name, BiEncoderChoice biEncoder) {
    return jobs(name, true).stream().filter(job -> job.biEncoder().equals(biEncoder)).findFirst();
  }

  @Override
  public Optional<String> savepointOf(RunningJob job) {
    return flink.savepoint(job.id());
  }

  @Override
  public int freeSlots() {
    return flink.overview().freeSlots();
  }

  @Override
  public RunningJob start(
      String name, Map<String, String> settings, int parallelism, @Nullable String savepoint) {
    SubmittedJob job = SubmittedJob.named(name).orElseThrow();
    String jarId = jar.get().bringTo(flink, line -> {});
    List<String> arguments = new ArrayList<>();
    settings.forEach((key, value) -> arguments.addAll(List.of("--" + key, value)));
    String id = flink.run(jarId, job.mainClass().getName(), arguments, parallelism, savepoint);
    RunningJob started = new RunningJob(id, name, settings, parallelism);
    awaitRunning(started);
    return started;
  }

  @Override
  public void awaitRunning(RunningJob job) {
    new JobWatch(flink, job.id(), patience, line -> out.accept("    " + line)).awaitRunning();
  }

  @Override
  public Optional<String> hindrance(RunningJob job) {
    FlinkJob now = flink.job(job.id());
    if (now.isRunning()) {
      return Optional.empty();
    }
    Failure failure = flink.lastFailure(job.id());
    String state =
        "%s is %s%s"
            .formatted(job.name(), now.state(), failure == null ? "" : ": " + failure.why());
    if (now.isOver()) {
      throw new OperationException(
          state + "%nMend the cause and run this again: it goes on.".formatted());
    }
    return Optional.of(state);
  }

  @Override
  public void checkpoint(RunningJob job) {
    flink.checkpoint(job.id());
  }

  @Override
  public void drain(RunningJob job) {
    flink.drain(job.id(), savepoints);
    awaitOver(job);
  }

  @Override
  public String stop(RunningJob job) {
    String savepoint = flink.stop(job.id(), savepoints);
    awaitOver(job);
    return savepoint;
  }

  @Override
  public void cancel(RunningJob job) {
    flink.cancel(job.id());
    awaitOver(job);
  }

  private void awaitOver(RunningJob job) {
    new JobWatch(flink, job.id(), STOP_PATIENCE, line -> {}).awaitOver();
  }

  /**
   * The settings of the jobs on a cluster, of whichever is found first: where Kafka and OpenSearch
   * are, and how one is let in.
   *
   * @param alias of the jobs, or null when there is one only
   * @throws OperationException when there is no job, or several aliases
   */
  public static Map<String, String> settingsOfAny(FlinkRest flink, @Nullable String alias) {
    @Nullable Map<String, String> found = null;
    for (String name : List.of(IndexDocuments.NAME, RankQueries.NAME)) {
      for (FlinkJob job : flink.jobs()) {
        if (!job.name().equals(name) || job.isOver()) {
          continue;
        }
        Map<String, String> settings = settingsOrNone(flink, job);
        String its = settings.get(Job.ALIAS);
        if (its == null || (alias != null && !its.equals(alias))) {
          continue;
        }
        if (found != null && !its.equals(found.get(Job.ALIAS))) {
          throw new OperationException(
              "There are jobs for the aliases %s and %s on %s. Say which with --alias."
                  .formatted(found.get(Job.ALIAS), its, flink.url()));
        }
        found = Objects.requireNonNullElse(found, settings);
      }
    }
    if (found == null) {
      throw new OperationException(
          "There is no index-documents of this version of Seine%s on %s. A move is for a system that runs: submit both jobs first."
              .formatted(alias == null ? "" : " for the alias '" + alias + "'", flink.url()));
    }
    return found;
  }

  private static Map<String, String> settingsOrNone(FlinkRest flink, FlinkJob job) {
    try {
      return Job.told(flink.settings(job.id()));
    } catch (FlinkRestException e) {
      return Map.of();
    }
  }
}
