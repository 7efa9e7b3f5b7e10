package io.seine.local;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

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
   * @param slots how many subtasks of jobs run at once
   */
  public record Options(Path dir, int kafkaPort, int openSearchPort, int flinkPort, int slots) {
    /** A cluster on whatever ports are free. */
    public static Options onFreePorts(Path dir) {
      return new Options(dir, 0, 0, 0, 4);
    }

    private Options withPorts() {
      int[] free = Ports.free(3);
      return new Options(
          dir.toAbsolutePath(),
          choose("Kafka", kafkaPort, free[0], "--kafka-port"),
          choose("OpenSearch", openSearchPort, free[1], "--opensearch-port"),
          choose("Flink's web page", flinkPort, free[2], "--flink-port"),
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

  private final Options options;
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private ChildProcess kafka;
  private ChildProcess openSearch;
  private final LocalFlink flink;

  private LocalCluster(Options options, Consumer<String> progress) {
    this.options = options;
    try {
      kafka = add(LocalServers.kafka(options.dir().resolve("kafka"), options.kafkaPort()));
      openSearch =
          add(
              LocalServers.openSearch(
                  options.dir().resolve("opensearch"), options.openSearchPort()));
      flink =
          add(
              LocalFlink.start(
                  options.dir().resolve("flink"), options.flinkPort(), options.slots()));
      progress.accept("Flink is up: " + flink.url());
      kafka.awaitReady();
      progress.accept("Kafka is up: " + kafkaBootstrap());
      openSearch.awaitReady();
      progress.accept("OpenSearch is up: " + openSearchUrl());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Starts the three and waits until they are ready.
   *
   * @param progress is told in a line what is up
   * @throws ClusterException when one of them does not start; the others are stopped then
   */
  public static LocalCluster start(Options options, Consumer<String> progress) {
    return new LocalCluster(options.withPorts(), progress);
  }

  private <T extends AutoCloseable> T add(T part) {
    started.push(part);
    return part;
  }

  public String kafkaBootstrap() {
    return "127.0.0.1:" + options.kafkaPort();
  }

  public String openSearchUrl() {
    return "http://127.0.0.1:" + options.openSearchPort();
  }

  public LocalFlink flink() {
    return flink;
  }

  /** Ends Kafka as a power cut would, and starts it again with the same data. */
  public void crashKafka() {
    kafka.kill();
    started.remove(kafka);
    kafka = add(LocalServers.kafka(options.dir().resolve("kafka"), options.kafkaPort()));
    kafka.awaitReady();
  }

  /** Ends OpenSearch as a power cut would, and starts it again with the same data. */
  public void crashOpenSearch() {
    openSearch.kill();
    started.remove(openSearch);
    openSearch =
        add(LocalServers.openSearch(options.dir().resolve("opensearch"), options.openSearchPort()));
    openSearch.awaitReady();
  }

  /** Creates those of the topics that do not exist, with so many partitions each. */
  public void createTopics(Map<String, Integer> topics) {
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) kafkaBootstrap()))) {
      Set<String> existing = admin.listTopics().names().get();
      List<NewTopic> missing =
          topics.entrySet().stream()
              .filter(topic -> !existing.contains(topic.getKey()))
              .map(topic -> new NewTopic(topic.getKey(), topic.getValue(), (short) 1))
              .toList();
      admin.createTopics(missing).all().get();
    } catch (ExecutionException e) {
      throw new ClusterException("The topics can't be created: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("Interrupted while topics were created", e);
    }
  }

  /** Stops everything that was started, the last first. */
  @Override
  public void close() {
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        throw new ClusterException("A part of the cluster did not stop: " + e.getMessage(), e);
      }
    }
  }
}
