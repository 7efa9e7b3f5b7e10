package io.seine.cli.reindex;

import io.seine.access.KafkaFault;
import io.seine.cli.operations.OperationException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The documents topic in Kafka. */
public final class KafkaDocumentsTopic implements DocumentsTopic, AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  /** How long records are looked for in all, where none need be. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Admin admin;
  private final Consumer<byte[], byte[]> consumer;
  private final String topic;

  public KafkaDocumentsTopic(Properties clients, String topic) {
    this.admin = Admin.create(clients);
    this.consumer = consumer(clients);
    this.topic = topic;
  }

  private static Consumer<byte[], byte[]> consumer(Properties clients) {
    Properties properties = new Properties();
    properties.putAll(clients);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    // Whether there is a record is all that is asked.
    properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, "1");
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
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
    try {
      passMarkers(positions);
    } catch (KafkaException e) {
      throw failure(e);
    }
    return positions;
  }

  /**
   * Moves to the end who has no record before it. The marker at the end of a transaction takes an
   * offset as a record does, and whoever has read the last record stands before it for ever.
   */
  private void passMarkers(Map<Integer, Long> positions) {
    Map<Integer, Long> ends = ends();
    Set<TopicPartition> behind = new HashSet<>();
    positions.forEach(
        (partition, position) -> {
          if (position < ends.getOrDefault(partition, 0L)) {
            behind.add(new TopicPartition(topic, partition));
          }
        });
    consumer.assign(behind);
    behind.forEach(at -> consumer.seek(at, positions.getOrDefault(at.partition(), 0L)));
    long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
    while (!behind.isEmpty() && System.nanoTime() < giveUpAt) {
      consumer
          .poll(POLL)
          .forEach(record -> behind.remove(new TopicPartition(topic, record.partition())));
      for (TopicPartition at : Set.copyOf(behind)) {
        long end = ends.getOrDefault(at.partition(), 0L);
        if (consumer.position(at) >= end) {
          positions.put(at.partition(), end);
          behind.remove(at);
        }
      }
    }
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
    return failure(e.getCause() == null ? e : e.getCause());
  }

  private OperationException failure(Throwable cause) {
    return new OperationException(
        "Kafka does not tell how far the topic %s is read: %s"
            .formatted(topic, KafkaFault.explain(cause)),
        cause);
  }

  private static OperationException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new OperationException("Interrupted while Kafka was asked", e);
  }

  @Override
  public void close() {
    consumer.close();
    admin.close();
  }
}
