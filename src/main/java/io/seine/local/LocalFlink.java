package io.seine.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.jspecify.annotations.Nullable;

/**
 * A Flink cluster in this process, with its web page on loopback. A job that was here before goes
 * on from its latest checkpoint.
 */
public final class LocalFlink implements AutoCloseable {
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(2);
  private static final Duration RESTART_DELAY = Duration.ofSeconds(1);

  /** Stopped in the middle of its start, a cluster may never say that it has stopped. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final Path dir;
  private final Configuration configuration;
  private final MiniCluster cluster;

  private LocalFlink(Path dir, Configuration configuration, MiniCluster cluster) {
    this.dir = dir;
    this.configuration = configuration;
    this.cluster = cluster;
  }

  /**
   * Starts Flink.
   *
   * @param dir where checkpoints are kept
   * @param metricsPort where Prometheus finds metrics; null: nowhere
   * @param slots how many subtasks of a job run at once
   */
  static LocalFlink start(Path dir, int port, @Nullable Integer metricsPort, int slots) {
    Configuration configuration = new Configuration();
    configuration.set(RestOptions.ADDRESS, "127.0.0.1");
    // Else the server of job jars listens to everybody.
    configuration.set(JobManagerOptions.BIND_HOST, "127.0.0.1");
    configuration.set(TaskManagerOptions.BIND_HOST, "127.0.0.1");
    configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    configuration.set(RestOptions.BIND_PORT, Integer.toString(port));
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
    configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
    configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(32));
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
    // Of jobs that come over its interface; else theirs would be kept in memory, up to 5 MB.
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        dir.resolve("checkpoints").resolve("submitted").toUri().toString());
    configuration.set(
        CheckpointingOptions.SAVEPOINT_DIRECTORY, dir.resolve("savepoints").toUri().toString());
    configuration.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, RESTART_DELAY);
    configuration.set(PipelineOptions.OBJECT_REUSE, true);
    // What is in the jar of a job that comes over its interface is on the class path here, too, and
    // half of one and half of the other do not fit together.
    configuration.set(CoreOptions.CLASSLOADER_RESOLVE_ORDER, "parent-first");
    if (metricsPort != null) {
      report(configuration, metricsPort);
    }
    try {
      MiniCluster cluster =
          new MiniCluster(
              new MiniClusterConfiguration.Builder()
                  .setConfiguration(configuration)
                  .setNumTaskManagers(1)
                  .setNumSlotsPerTaskManager(slots)
                  .build());
      cluster.start();
      return new LocalFlink(dir, configuration, cluster);
    } catch (Exception e) {
      // Flink says what it was about to do, and what went wrong in the cause of the cause.
      throw new ClusterException("Flink can't be started: " + root(e), e);
    }
  }

  private static String root(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return Objects.requireNonNullElse(root.getMessage(), root.toString());
  }

  private static void report(Configuration configuration, int metricsPort) {
    Map<String, String> reporter =
        Map.of(
            "factory.class", "org.apache.flink.metrics.prometheus.PrometheusReporterFactory",
            "port", Integer.toString(metricsPort),
            // The names of operators and the codes of dead letters keep their hyphens.
            "filterLabelValueCharacters", "false");
    reporter.forEach(
        (key, value) -> configuration.setString("metrics.reporter.prom." + key, value));
  }

  /** A job on this cluster. */
  public final class RunningJob {
    private final String name;
    private final JobID id;

    private RunningJob(String name, JobID id) {
      this.name = name;
      this.id = id;
    }

    /** As Flink's interface calls it. */
    public String id() {
      return id.toHexString();
    }

    public JobStatus status() {
      return await("ask for the state of " + name, () -> cluster.getJobStatus(id).get());
    }

    /** How often the job failed and began again. */
    public int restarts() {
      return await(
          "ask for the restarts of " + name,
          () -> {
            int attempts = 0;
            for (AccessExecutionVertex subtask :
                cluster.getExecutionGraph(id).get().getAllExecutionVertices()) {
              attempts =
                  Math.max(attempts, subtask.getCurrentExecutionAttempt().getAttemptNumber());
            }
            return attempts;
          });
    }

    /** Stops the job; its latest checkpoint stays. */
    public void cancel() {
      await("cancel " + name, () -> cluster.cancelJob(id).get());
    }
  }

  /**
   * Submits a job and waits until it runs.
   *
   * @param name of the job; it goes on from the latest checkpoint of the last job of this name
   * @param job adds the operators
   * @throws ClusterException when the job fails at its start
   */
  public RunningJob submit(String name, int parallelism, Consumer<StreamExecutionEnvironment> job) {
    SavepointRestoreSettings from =
        latestCheckpoint(checkpoints(name))
            .map(path -> SavepointRestoreSettings.forPath(path.toUri().toString(), true))
            .orElse(SavepointRestoreSettings.none());
    return submit(name, parallelism, from, job);
  }

  /** As above, but the job goes on from this savepoint, and has a place for all that is in it. */
  public RunningJob submit(
      String name, int parallelism, Path savepoint, Consumer<StreamExecutionEnvironment> job) {
    return submit(
        name,
        parallelism,
        SavepointRestoreSettings.forPath(savepoint.toUri().toString(), false),
        job);
  }

  private RunningJob submit(
      String name,
      int parallelism,
      SavepointRestoreSettings from,
      Consumer<StreamExecutionEnvironment> job) {
    Configuration jobConfiguration = new Configuration(configuration);
    jobConfiguration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints(name).toUri().toString());
    StreamExecutionEnvironment env = new StreamExecutionEnvironment(jobConfiguration);
    env.setParallelism(parallelism);
    job.accept(env);
    StreamGraph plan = env.getStreamGraph();
    plan.setJobName(name);
    JobGraph graph = plan.getJobGraph();
    graph.setSavepointRestoreSettings(from);
    return await(
        "submit " + name,
        () -> {
          JobID id = cluster.submitJob(graph).get().getJobID();
          return new RunningJob(name, id);
        });
  }

  public String url() {
    return await("ask for Flink's address", () -> cluster.getRestAddress().get().toString());
  }

  private Path checkpoints(String name) {
    return dir.resolve("checkpoints").resolve(name);
  }

  private static Optional<Path> latestCheckpoint(Path checkpoints) {
    if (!Files.isDirectory(checkpoints)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.walk(checkpoints, 3)) {
      return files
          .filter(file -> file.endsWith("_metadata"))
          .max(Comparator.comparing(LocalFlink::modified))
          .map(Path::getParent);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Question<T> {
    T ask() throws ExecutionException, InterruptedException, IOException;
  }

  private static <T> T await(String what, Question<T> question) {
    try {
      return question.ask();
    } catch (ExecutionException | IOException e) {
      throw new ClusterException("Flink could not " + what + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("Interrupted: could not " + what, e);
    }
  }

  @Override
  public void close() {
    try {
      cluster.closeAsync().get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new ClusterException("Flink did not stop: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("Interrupted while Flink was stopping", e);
    }
  }
}
