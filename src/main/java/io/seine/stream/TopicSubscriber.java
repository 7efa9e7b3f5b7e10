package io.seine.stream;

import io.seine.access.KafkaFault;
import io.seine.stage.StageFailure;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.flink.connector.kafka.source.enumerator.subscriber.KafkaSubscriber;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Finds the partitions of a topic; what a job asks of Kafka first. A job that Kafka will never let
 * in stops here, with what to do.
 */
final class TopicSubscriber implements KafkaSubscriber {
  private static final long serialVersionUID = 1L;

  private final String topic;

  TopicSubscriber(String topic) {
    this.topic = topic;
  }

  @Override
  public Set<TopicPartition> getSubscribedTopicPartitions(AdminClient admin) {
    try {
      Set<TopicPartition> partitions = new HashSet<>();
      for (TopicDescription description :
          admin.describeTopics(List.of(topic)).allTopicNames().get().values()) {
        description
            .partitions()
            .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition())));
      }
      return partitions;
    } catch (ExecutionException e) {
      throw failure(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FlinkRuntimeException("Interrupted while asking Kafka for the topic " + topic, e);
    }
  }

  private RuntimeException failure(Throwable cause) {
    return KafkaFault.refusal(cause)
        .<RuntimeException>map(
            advice -> new SuppressRestartsException(new StageFailure(advice, cause)))
        .orElseGet(
            () ->
                cause instanceof UnknownTopicOrPartitionException
                    ? new FlinkRuntimeException(
                        "Kafka has no topic %s. Create it.".formatted(topic), cause)
                    : new FlinkRuntimeException(
                        "Kafka does not tell the partitions of the topic " + topic, cause));
  }
}
