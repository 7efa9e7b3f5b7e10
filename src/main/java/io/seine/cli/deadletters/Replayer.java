package io.seine.cli.deadletters;

import io.seine.access.KafkaFault;
import io.seine.message.RecordHeader;
import java.util.Comparator;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Publishes the records of letters again: where they came from, as they were. */
public final class Replayer implements AutoCloseable {
  /** As much as the producer's buffer takes: how large a record may be is for the broker to say. */
  private static final String MAX_RECORD_BYTES = "33554432";

  private record Failure(LetterPosition letter, Exception cause) {}

  private final Producer<byte[], byte[]> producer;
  private final Map<TopicPartition, Long> taken =
      new ConcurrentSkipListMap<>(
          Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition));
  private final AtomicReference<Failure> failure = new AtomicReference<>();

  public Replayer(Properties kafka) {
    this(connect(kafka));
  }

  /** For tests, which have a producer of their own. */
  Replayer(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  private static Producer<byte[], byte[]> connect(Properties kafka) {
    Properties properties = new Properties();
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD_BYTES);
    properties.putAll(kafka);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Publishes a letter's record; after a failure nothing more is published. */
  public void publish(Letter letter) {
    Origin origin = letter.origin();
    if (origin == null || failure.get() != null) {
      return;
    }
    // The time is the present one: records that look old may be dropped on arrival.
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            origin.topic(), origin.partition(), letter.record().key(), letter.record().value());
    for (RecordHeader header : letter.replayHeaders(origin)) {
      record.headers().add(header.key(), header.value());
    }
    producer.send(
        record,
        (metadata, e) -> {
          if (e == null) {
            taken.merge(new TopicPartition(origin.topic(), origin.partition()), 1L, Long::sum);
          } else {
            failure.compareAndSet(null, new Failure(letter.position(), e));
          }
        });
  }

  /**
   * Waits until Kafka has acknowledged every record.
   *
   * @return how many went to each partition
   * @throws LettersException when Kafka did not take one
   */
  public Map<TopicPartition, Long> finish() {
    producer.flush();
    Failure first = failure.get();
    if (first != null) {
      throw new LettersException(
          "Kafka did not take the record of the letter %s: %s%nBefore that it took these; documents keep their versions if they are replayed again.%n%s"
              .formatted(
                  first.letter(),
                  KafkaFault.explain(first.cause()),
                  ReplayPlan.table("Replayed", taken).stripTrailing()),
          first.cause());
    }
    return taken;
  }

  @Override
  public void close() {
    producer.close();
  }
}
