package io.seine.cli.bench.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.cli.bench.measure.BenchException;
import io.seine.cli.client.DocumentPublisher;
import io.seine.cli.client.IndexProgress;
import io.seine.cli.client.KafkaAddress;
import io.seine.cli.client.QueryClient;
import io.seine.cli.operations.JobWatch;
import io.seine.cli.terminal.Progress;
import io.seine.flink.FlinkRest;
import io.seine.job.PrepareIndex;
import io.seine.job.SubmittedJob;
import io.seine.local.FlinkProcesses;
import io.seine.local.LocalCluster;
import io.seine.local.SharedSettings;
import io.seine.message.Document;
import io.seine.message.RankedResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A whole Seine on this machine as it runs in production, with Flink in processes of its own, for
 * benchmarks. It stops with its owner.
 */
public final class BenchCluster implements LiveSeine, AutoCloseable {
  private static final Duration JOB_PATIENCE = Duration.ofMinutes(2);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** As in docker/flink. */
  private static final int PARALLELISM = 2;

  private static final int SLOTS = 4;

  /** Where docker/flink and the small cluster of the tests differ in what costs time. */
  private static final Map<String, String> AS_IN_PRODUCTION =
      Map.of("execution.checkpointing.interval", "10 s");

  /** A bar for fewer queries would be over before it is drawn. */
  private static final int WORTH_A_BAR = 2;

  private final Path dir;
  private final LocalCluster cluster;
  private final Consumer<String> progress;
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private int flinks;
  private FlinkProcesses flink;
  private final QueryClient client;
  private final DocumentPublisher publisher;

  /**
   * Starts Kafka, OpenSearch and Flink, and creates the topics and the index; no job runs yet.
   *
   * @param dir of all data and logs
   */
  public BenchCluster(Path dir, SharedSettings settings, Consumer<String> progress)
      throws Exception {
    this.dir = dir;
    this.progress = progress;
    this.cluster = new LocalCluster(LocalCluster.Options.onFreePorts(dir));
    started.push(cluster);
    try {
      cluster.startWithoutFlink(progress);
      cluster.createTopics(
          Map.of(
              "documents", PARALLELISM,
              "queries", PARALLELISM,
              "ranked-results", PARALLELISM,
              "dead-letters", 1));
      PrepareIndex.prepare(settings.of(PrepareIndex.NAME, PrepareIndex.SETTINGS, cluster));
      this.flink = startFlink();
      this.client = opened(new QueryClient(clients()));
      this.publisher = opened(new DocumentPublisher(clients(), "documents"));
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  private <T extends AutoCloseable> T opened(T part) {
    started.push(part);
    return part;
  }

  private FlinkProcesses startFlink() {
    flinks++;
    FlinkProcesses processes =
        opened(
            FlinkProcesses.start(
                new FlinkProcesses.Options(
                    dir.resolve("flink-" + flinks), 0, 1, SLOTS, AS_IN_PRODUCTION)));
    progress.accept("Flink is up: " + processes.url());
    return processes;
  }

  /** Stops all jobs and Flink's processes, and starts others that have never run any. */
  public void restartFlink() {
    flink.rest().jobs().stream().filter(job -> !job.isOver()).forEach(job -> stop(job.id()));
    started.remove(flink);
    flink.close();
    flink = startFlink();
  }

  /** How a Kafka client finds the cluster. */
  public Properties clients() {
    return KafkaAddress.clients(cluster.kafkaBootstrap());
  }

  /**
   * Brings a job to Flink.
   *
   * @return its id
   */
  public String submit(SubmittedJob job, SharedSettings settings) {
    List<String> arguments = new ArrayList<>();
    settings
        .of(job.name(), job.settings(), cluster)
        .changed(job.settings())
        .forEach((key, value) -> arguments.addAll(List.of("--" + key, value)));
    FlinkRest rest = flink.rest();
    return rest.run(
        rest.upload(flink.jobJar()), job.mainClass().getName(), arguments, PARALLELISM, null);
  }

  /** Waits until a job runs. */
  public void awaitRunning(String job) {
    new JobWatch(flink.rest(), job, JOB_PATIENCE, progress).awaitRunning();
  }

  /**
   * Stops a job with a savepoint, so that Kafka knows how far it has read and the next job does not
   * begin before, and waits until it is over.
   */
  public void stop(String job) {
    flink.rest().stop(job, null);
    new JobWatch(flink.rest(), job, JOB_PATIENCE, progress).awaitOver();
  }

  /** A metric of a job that every subtask tells of the whole process. */
  public long ofTheProcess(String job, Pattern metric) {
    return flink.rest().sums(job, metric).values().stream().mapToLong(value -> value).sum()
        / PARALLELISM;
  }

  @Override
  public void publish(List<Document> documents) {
    publisher.publish(documents.iterator(), () -> {});
  }

  @Override
  public void awaitSearchable(long documents) throws IOException, InterruptedException {
    try (Progress bar = new Progress("Indexing", documents)) {
      IndexProgress.await(cluster.openSearchUrl(), documents, bar);
    }
  }

  @Override
  public void ask(Iterator<ObjectNode> queries, int underWay, Consumer<RankedResult> onResult)
      throws IOException {
    int unanswered;
    if (underWay < WORTH_A_BAR) {
      unanswered = client.ask(queries, underWay, PATIENCE, onResult);
    } else {
      try (Progress bar = new Progress("Asking", Progress.UNKNOWN)) {
        unanswered =
            client.ask(
                queries,
                underWay,
                PATIENCE,
                result -> {
                  bar.step();
                  onResult.accept(result);
                });
      }
    }
    if (unanswered > 0) {
      throw new BenchException(
          "%d queries have no answer. The logs of Flink are in %s."
              .formatted(unanswered, flink.logs()),
          null);
    }
  }

  @Override
  public void close() throws Exception {
    while (!started.isEmpty()) {
      started.pop().close();
    }
  }
}
