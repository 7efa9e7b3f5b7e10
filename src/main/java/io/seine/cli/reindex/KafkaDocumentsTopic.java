package io.seine.cli.reindex;

import io.seine.access.KafkaFault;
import io.seine.cli.operations.OperationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** The documents topic in Kafka. */
public final class KafkaDocumentsTopic implements DocumentsTopic, AutoCloseable {
  private final Admin admin;
  private final String topic;

  public KafkaDocumentsTopic(Properties clients, String topic) {
    this.admin = Admin.create(clients);
    this.topic = topic;
  }

  @Override
  public Map<Integer, Long> ends() {
    return offsets(OffsetSpec.latest());
  }

  private Map<Integer, Long> offsets(OffsetSpec spec) {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    get(admin.describeTopics(List.of(topic)).allTopicNames())
        .values()
        .forEach(
            description ->
                description
                    .partitions()
                    .forEach(p -> wanted.put(new TopicPartition(topic, p.partition()), spec)));
    Map<Integer, Long> offsets = new TreeMap<>();
    for (Map.Entry<TopicPartition, ListOffsetsResultInfo> found :
        get(admin.listOffsets(wanted).all()).entrySet()) {
      offsets.put(found.getKey().partition(), found.getValue().offset());
    }
    return offsets;
  }

  @Override
  public Map<Integer, Long> positions(String group) {
    Map<Integer, Long> positions = offsets(OffsetSpec.earliest());
    for (Map.Entry<TopicPartition, OffsetAndMetadata> committed :
        get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()).entrySet()) {
      if (committed.getKey().topic().equals(topic) && committed.getValue() != null) {
        positions.put(committed.getKey().partition(), committed.getValue().offset());
      }
    }
    return positions;
  }

  @Override
  public void forget(String group) {
    try {
      admin.deleteConsumerGroups(List.of(group)).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof GroupIdNotFoundException)) {
        throw failure(e);
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw failure(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private OperationException failure(ExecutionException e) {
    return new OperationException(
        "Kafka does not tell how far the topic %s is read: %s"
            .formatted(topic, KafkaFault.explain(e.getCause() == null ? e : e.getCause())),
        e);
  }

  private static OperationException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new OperationException("Interrupted while Kafka was asked", e);
  }

  @Override
  public void close() {
    admin.close();
  }
}
