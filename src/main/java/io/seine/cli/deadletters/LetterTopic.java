package io.seine.cli.deadletters;

import io.seine.access.KafkaFault;
import io.seine.message.RecordHeader;
import io.seine.message.SourceRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The dead-letters topic up to where it ended when it was opened: what a replay adds to it is not
 * seen by that replay.
 */
public final class LetterTopic implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final Map<TopicPartition, Long> ends;

  /**
   * Opens the topic.
   *
   * @throws LettersException when there is no such topic, or no Kafka
   */
  public LetterTopic(Properties kafka, String topic) {
    this(connect(kafka), topic);
  }

  /** For tests, which have a consumer of their own. */
  LetterTopic(Consumer<byte[], byte[]> consumer, String topic) {
    this.consumer = consumer;
    this.topic = topic;
    try {
      int count = partitionsOf(topic);
      if (count == 0) {
        throw new LettersException(
            "Kafka has no topic %s; name the one of dead letters with --dead-letters."
                .formatted(topic));
      }
      List<TopicPartition> partitions = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        partitions.add(new TopicPartition(topic, i));
      }
      ends = Map.copyOf(consumer.endOffsets(partitions));
    } catch (KafkaException e) {
      consumer.close();
      throw unreadable(e);
    } catch (LettersException e) {
      consumer.close();
      throw e;
    }
  }

  private static Consumer<byte[], byte[]> connect(Properties kafka) {
    return new KafkaConsumer<>(
        consuming(kafka), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** What the consumer is given. */
  static Properties consuming(Properties kafka) {
    Properties properties = new Properties();
    properties.putAll(kafka);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    // A consumer that closes waits for its last fetch.
    properties.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, Long.toString(POLL.toMillis()));
    // Where the oldest letters go while they are read, what is left is read.
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return properties;
  }

  /** How many partitions a topic has: none when there is no such topic. */
  public int partitionsOf(String name) {
    try {
      List<PartitionInfo> partitions = consumer.partitionsFor(name);
      return partitions == null ? 0 : partitions.size();
    } catch (KafkaException e) {
      throw unreadable(e);
    }
  }

  /** Shows every letter, the oldest of each partition first. */
  public void forEach(java.util.function.Consumer<Letter> visitor) {
    try {
      consumer.assign(ends.keySet());
      consumer.seekToBeginning(ends.keySet());
      read(
          ends,
          letter -> {
            visitor.accept(letter);
            return true;
          });
    } catch (KafkaException e) {
      throw unreadable(e);
    }
  }

  /**
   * The letter at a position.
   *
   * @throws LettersException when there is none
   */
  public Letter at(LetterPosition position) {
    TopicPartition partition = new TopicPartition(topic, position.partition());
    Long end = ends.get(partition);
    List<Letter> found = new ArrayList<>();
    if (end != null && position.offset() < end) {
      try {
        consumer.assign(Set.of(partition));
        consumer.seek(partition, position.offset());
        read(
            Map.of(partition, end),
            letter -> {
              // A letter further on stands there when the one that was asked for is gone.
              if (letter.position().equals(position)) {
                found.add(letter);
              }
              return false;
            });
      } catch (KafkaException e) {
        throw unreadable(e);
      }
    }
    if (found.isEmpty()) {
      throw new LettersException(
          "The topic %s has no letter at %s; dead-letters list shows those that it has."
              .formatted(topic, position));
    }
    return found.get(0);
  }

  /** Reads on in each partition up to its end, or until the visitor has had enough. */
  private void read(Map<TopicPartition, Long> until, Predicate<Letter> visitor) {
    Set<TopicPartition> open = new HashSet<>(until.keySet());
    open.removeIf(partition -> isRead(partition, until));
    long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
    while (!open.isEmpty()) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      for (ConsumerRecord<byte[], byte[]> record : records) {
        Long end = until.get(new TopicPartition(record.topic(), record.partition()));
        if (end != null && record.offset() < end && !visitor.test(letter(record))) {
          return;
        }
      }
      boolean ended = open.removeIf(partition -> isRead(partition, until));
      if (ended || !records.isEmpty()) {
        giveUpAt = System.nanoTime() + PATIENCE.toNanos();
      } else if (System.nanoTime() > giveUpAt) {
        throw new LettersException(
            "Kafka gave no more of the topic %s for %d s; is it up?"
                .formatted(topic, PATIENCE.toSeconds()));
      }
    }
  }

  private boolean isRead(TopicPartition partition, Map<TopicPartition, Long> until) {
    @Nullable Long end = until.get(partition);
    return end == null || consumer.position(partition) >= end;
  }

  private static Letter letter(ConsumerRecord<byte[], byte[]> record) {
    List<RecordHeader> headers = new ArrayList<>();
    for (Header header : record.headers()) {
      headers.add(new RecordHeader(header.key(), header.value()));
    }
    return new Letter(
        new SourceRecord(
            record.topic(),
            record.partition(),
            record.offset(),
            record.timestamp(),
            record.key(),
            record.value(),
            headers));
  }

  private LettersException unreadable(KafkaException e) {
    return new LettersException(
        "The topic %s can't be read: %s".formatted(topic, KafkaFault.explain(e)), e);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
