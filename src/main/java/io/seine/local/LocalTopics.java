package io.seine.local;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** The topics of a Kafka on this machine. */
final class LocalTopics {
  private static final String LIMIT = TopicConfig.MAX_MESSAGE_BYTES_CONFIG;

  /** What is done with a client of Kafka's. */
  @FunctionalInterface
  private interface Work {
    void accept(Admin admin) throws ExecutionException, InterruptedException;
  }

  private final String bootstrap;

  LocalTopics(String bootstrap) {
    this.bootstrap = bootstrap;
  }

  /** Creates those that do not exist, with so many partitions each. */
  void create(Map<String, Integer> partitions) {
    with(
        admin -> {
          Set<String> existing = admin.listTopics().names().get();
          List<NewTopic> missing =
              partitions.entrySet().stream()
                  .filter(topic -> !existing.contains(topic.getKey()))
                  .map(topic -> new NewTopic(topic.getKey(), topic.getValue(), (short) 1))
                  .toList();
          admin.createTopics(missing).all().get();
        });
  }

  /**
   * Lets those that exist take records of so many bytes each; those that take larger ones still do.
   */
  void allow(Map<String, Integer> bytes) {
    with(
        admin -> {
          Set<String> existing = admin.listTopics().names().get();
          List<ConfigResource> topics =
              bytes.keySet().stream()
                  .filter(existing::contains)
                  .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                  .toList();
          Map<ConfigResource, Collection<AlterConfigOp>> raised = new HashMap<>();
          admin
              .describeConfigs(topics)
              .all()
              .get()
              .forEach(
                  (topic, config) -> {
                    int wanted = bytes.getOrDefault(topic.name(), 0);
                    if (Integer.parseInt(config.get(LIMIT).value()) < wanted) {
                      raised.put(topic, List.of(set(LIMIT, wanted)));
                    }
                  });
          admin.incrementalAlterConfigs(raised).all().get();
        });
  }

  private static AlterConfigOp set(String key, int value) {
    return new AlterConfigOp(
        new ConfigEntry(key, Integer.toString(value)), AlterConfigOp.OpType.SET);
  }

  private void with(Work work) {
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) bootstrap))) {
      work.accept(admin);
    } catch (ExecutionException e) {
      throw new ClusterException("The topics can't be made ready: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("Interrupted while topics were made ready", e);
    }
  }
}
