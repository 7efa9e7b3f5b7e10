package io.seine.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Kafka, OpenSearch and Flink on this machine, on loopback, with their data in one folder. What it
 * starts it stops, in whatever way this process ends.
 */
public final class LocalCluster implements AutoCloseable {

  /**
   * Where a cluster stands.
   *
   * @param dir of its data, which stay there
   * @param kafkaPort 0 for any free one; likewise the others
   * @param metricsPort of Flink's metrics for Prometheus, on every interface; null for none
   * @param slots how many subtasks of jobs run at once
   */
  public record Options(
      Path dir,
      int kafkaPort,
      int openSearchPort,
      int flinkPort,
      @Nullable Integer metricsPort,
      int slots) {
    /** A cluster on whatever ports are free, without metrics for Prometheus. */
    public static Options onFreePorts(Path dir) {
      return new Options(dir, 0, 0, 0, null, 4);
    }

    /** The same, but with metrics for Prometheus. */
    public Options withMetrics() {
      return new Options(dir, kafkaPort, openSearchPort, flinkPort, 0, slots);
    }

    /** With its folder, once that is this process's, and with ports. */
    private Options in(Path folder) {
      int[] free = Ports.free(4);
      return new Options(
          folder,
          choose("Kafka", kafkaPort, free[0], "--kafka-port"),
          choose("OpenSearch", openSearchPort, free[1], "--opensearch-port"),
          choose("Flink's web page", flinkPort, free[2], "--flink-port"),
          metricsPort == null
              ? null
              : choose("Flink's metrics", metricsPort, free[3], "--metrics-port"),
          slots);
    }

    private static int choose(String service, int port, int free, String option) {
      if (port == 0) {
        return free;
      }
      Ports.requireFree(service, port, option);
      return port;
    }
  }

  /** Longer than servers take to stop. */
  private static final Duration ORPHANS_LIMIT = Duration.ofSeconds(30);

  private final FolderLock lock;
  private final Options options;
  private final @Nullable Path brokerProperties;
  private final Deque<ChildProcess> servers = new ArrayDeque<>();
  private final CompletableFuture<Void> failure = new CompletableFuture<>();
  private boolean closed;
  private @Nullable ChildProcess kafka;
  private @Nullable ChildProcess openSearch;
  private @Nullable LocalFlink flink;

  /**
   * A cluster that is not started yet. It has its folder and its ports already, until it is closed.
   *
   * @throws ClusterException when another has them
   */
  public LocalCluster(Options options) {
    this(options, null);
  }

  /**
   * As the other.
   *
   * @param brokerProperties a file of further properties of Kafka's broker, such as those of
   *     security; or null
   */
  public LocalCluster(Options options, @Nullable Path brokerProperties) {
    this.lock = FolderLock.take(options.dir());
    try {
      // Before the ports: theirs are in use until they end.
      Orphans.await(lock.folder(), ORPHANS_LIMIT);
      this.options = options.in(lock.folder());
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
    this.brokerProperties = brokerProperties;
  }

  /**
   * Starts the three and waits until they are ready. It may be closed from another thread
   * meanwhile.
   *
   * @param progress is told in a line what is up
   * @throws ClusterException when one of them does not start; the others are stopped then
   */
  public void start(Consumer<String> progress) {
    start(progress, () -> progress.accept("Flink is up: " + beginFlink().url()));
  }

  /** As {@link #start}, but Kafka and OpenSearch only: Flink runs elsewhere. */
  public void startWithoutFlink(Consumer<String> progress) {
    start(progress, () -> {});
  }

  /** Starts Kafka and OpenSearch, and something else while they come up. */
  private void start(Consumer<String> progress, Runnable meanwhile) {
    try {
      ChildProcess startedKafka = startKafka();
      ChildProcess startedOpenSearch = startOpenSearch();
      meanwhile.run();
      startedKafka.awaitReady();
      progress.accept("Kafka is up: " + kafkaBootstrap());
      startedOpenSearch.awaitReady();
      progress.accept("OpenSearch is up: " + openSearchUrl());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Starts a server that {@link #close} stops; not after that. */
  private synchronized ChildProcess begin(Supplier<ChildProcess> start) {
    requireOpen();
    ChildProcess server = start.get();
    servers.push(server);
    server.failure().thenAccept(failure::completeExceptionally);
    return server;
  }

  /** As {@link #begin}, with Flink. */
  private synchronized LocalFlink beginFlink() {
    requireOpen();
    LocalFlink begun =
        LocalFlink.start(
            options.dir().resolve("flink"),
            options.flinkPort(),
            options.metricsPort(),
            options.slots());
    flink = begun;
    return begun;
  }

  private void requireOpen() {
    if (closed) {
      throw new ClusterException("The cluster is stopped.");
    }
  }

  private ChildProcess startKafka() {
    ChildProcess process =
        begin(
            () ->
                LocalServers.kafka(
                    options.dir().resolve("kafka"), options.kafkaPort(), brokerProperties));
    kafka = process;
    return process;
  }

  private ChildProcess startOpenSearch() {
    ChildProcess process =
        begin(
            () ->
                LocalServers.openSearch(
                    options.dir().resolve("opensearch"), options.openSearchPort()));
    openSearch = process;
    return process;
  }

  public String kafkaBootstrap() {
    return "127.0.0.1:" + options.kafkaPort();
  }

  public String openSearchUrl() {
    return "http://127.0.0.1:" + options.openSearchPort();
  }

  /** Where Flink's metrics are, for Prometheus; null when they were not asked for. */
  public @Nullable String metricsUrl() {
    return options.metricsPort() == null
        ? null
        : "http://127.0.0.1:" + options.metricsPort() + "/metrics";
  }

  public LocalFlink flink() {
    return running(flink);
  }

  /**
   * Does work that needs the servers, the start of this cluster for one, for as long as they live.
   * When Kafka or OpenSearch ends that nobody here has ended, the work is left where it stands, in
   * a thread of its own: close this cluster then.
   *
   * @return what the work gave
   * @throws ClusterException which of them ended, with what status, and where its log is
   */
  public <T> T whileUp(Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread worker =
        new Thread(
            () -> {
              task.run();
              done.complete(null);
            },
            "seine-work");
    worker.setDaemon(true);
    worker.start();
    try {
      CompletableFuture.anyOf(failure, done).get();
      // What fails because a server ended may be told of before that.
      failure.getNow(null);
      return task.get();
    } catch (CompletionException | ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Ends Kafka as a power cut would, and starts it again with the same data. */
  public void crashKafka() {
    crash(running(kafka));
    startKafka().awaitReady();
  }

  /** Ends OpenSearch as a power cut would, and starts it again with the same data. */
  public void crashOpenSearch() {
    crash(running(openSearch));
    startOpenSearch().awaitReady();
  }

  /** Stops Kafka's clock for a while. */
  public void pauseKafka(Duration pause) throws InterruptedException {
    running(kafka).pauseFor(pause);
  }

  /** Stops OpenSearch's clock for a while. */
  public void pauseOpenSearch(Duration pause) throws InterruptedException {
    running(openSearch).pauseFor(pause);
  }

  private synchronized void crash(ChildProcess process) {
    process.kill();
    servers.remove(process);
  }

  private static <T> T running(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("the cluster was not started");
    }
    return part;
  }

  /** Creates those of the topics that do not exist, with so many partitions each. */
  public void createTopics(Map<String, Integer> partitions) {
    new LocalTopics(kafkaBootstrap()).create(partitions);
  }

  /** Lets topics take records of so many bytes, where they take only smaller ones. */
  public void allowRecords(Map<String, Integer> bytes) {
    new LocalTopics(kafkaBootstrap()).allow(bytes);
  }

  /**
   * Stops everything that was started: Flink, whose jobs use the servers, and then these.
   *
   * @throws ClusterException when Flink did not stop; the servers are stopped all the same
   */
  @Override
  public synchronized void close() {
    closed = true;
    LocalFlink running = flink;
    flink = null;
    try {
      if (running != null) {
        running.close();
      }
    } finally {
      stopServers();
    }
  }

  private void stopServers() {
    try {
      servers.forEach(ChildProcess::askToStop);
      while (!servers.isEmpty()) {
        servers.pop().close();
      }
    } finally {
      lock.close();
    }
  }
}
