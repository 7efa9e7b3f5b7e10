package io.seine.cli.client;

import io.seine.access.KafkaFault;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Whether the topics are there that a client needs, for which Kafka's clients wait a minute. */
final class NeededTopics {
  private NeededTopics() {}

  /**
   * Checks that they are there.
   *
   * @throws NoTopicException when one of them is not
   * @throws PublishException when Kafka does not tell
   */
  static void require(Properties kafka, String... topics) {
    try (Admin admin = Admin.create(kafka)) {
      admin
          .describeTopics(List.of(topics))
          .topicNameValues()
          .forEach((topic, described) -> require(topic, described, kafka));
    }
  }

  private static void require(
      String topic, KafkaFuture<TopicDescription> described, Properties kafka) {
    try {
      described.get();
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      if (cause instanceof UnknownTopicOrPartitionException
          || cause instanceof InvalidTopicException) {
        throw new NoTopicException(topic, kafka.getProperty("bootstrap.servers"), e);
      }
      throw new PublishException(
          "Kafka does not tell of the topic %s: %s".formatted(topic, KafkaFault.explain(cause)), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PublishException("Interrupted while Kafka was asked for the topic " + topic, e);
    }
  }
}
