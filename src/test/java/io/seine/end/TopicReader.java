package io.seine.end;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A topic as it is read from its beginning, once: what came stays here, so that a record is found
 * however long ago it came. Thread-safe.
 */
final class TopicReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

  /**
   * @param settings of the consumer
   */
  TopicReader(String topic, Map<String, Object> settings) {
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    consumer
        .partitionsFor(topic)
        .forEach(p -> partitions.add(new TopicPartition(p.topic(), p.partition())));
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** The first record that is as wanted, once it is there; empty when it does not come in time. */
  synchronized Optional<ConsumerRecord<byte[], byte[]>> first(
      Predicate<ConsumerRecord<byte[], byte[]>> wanted, Duration patience) {
    long giveUpAt = System.nanoTime() + patience.toNanos();
    int looked = 0;
    do {
      while (looked < records.size()) {
        ConsumerRecord<byte[], byte[]> record = records.get(looked++);
        if (wanted.test(record)) {
          return Optional.of(record);
        }
      }
      consumer.poll(POLL).forEach(records::add);
    } while (looked < records.size() || System.nanoTime() < giveUpAt);
    return Optional.empty();
  }

  /** What the topic holds by now. */
  synchronized List<ConsumerRecord<byte[], byte[]>> all() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      consumer.poll(POLL).forEach(records::add);
    }
    return List.copyOf(records);
  }

  @Override
  public synchronized void close() {
    consumer.close();
  }
}
