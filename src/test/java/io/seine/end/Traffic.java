package io.seine.end;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seine.message.RankedResult;
import io.seine.message.RankedResultCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A client of Seine: publishes to its topics, and waits for what comes out of them. */
public class Traffic implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Map<String, Object> clients;
  private final KafkaProducer<byte[], byte[]> producer;

  public Traffic(String bootstrap) {
    this(Map.of("bootstrap.servers", bootstrap));
  }

  /** A client with further settings, such as those of security. */
  Traffic(Map<?, ?> settings) {
    clients = new HashMap<>();
    settings.forEach((key, value) -> clients.put((String) key, value));
    this.producer =
        new KafkaProducer<>(
            with("max.request.size", 3_000_000),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  private Map<String, Object> with(String key, Object value) {
    Map<String, Object> all = new HashMap<>(clients);
    all.put(key, value);
    return all;
  }

  String bootstrap() {
    return (String) clients.get("bootstrap.servers");
  }

  /** What a topic holds by now. */
  List<ConsumerRecord<byte[], byte[]>> all(String topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(topic)) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  /** Publishes a record; returns its position once Kafka has it. */
  public String publish(String topic, String key, String value, Header... headers)
      throws Exception {
    return publish(
        topic,
        key == null ? null : key.getBytes(UTF_8),
        value == null ? null : value.getBytes(UTF_8),
        headers);
  }

  String publish(String topic, byte[] key, byte[] value, Header... headers) throws Exception {
    try {
      var metadata =
          producer.send(new ProducerRecord<>(topic, null, key, value, List.of(headers))).get();
      return metadata.topic() + "-" + metadata.partition() + "-" + metadata.offset();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  /** Reads a topic from its beginning until a record is as wanted, and gives it. */
  ConsumerRecord<byte[], byte[]> await(
      String topic, Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(topic)) {
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (System.nanoTime() < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          if (wanted.test(record)) {
            return record;
          }
        }
      }
    }
    throw new AssertionError("No such record came to " + topic + " within " + PATIENCE);
  }

  KafkaConsumer<byte[], byte[]> consumer(String topic) {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            with("max.partition.fetch.bytes", 4_000_000),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    consumer
        .partitionsFor(topic)
        .forEach(p -> partitions.add(new TopicPartition(p.topic(), p.partition())));
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  /** The result of the query with this id. */
  RankedResult result(String queryId) {
    return decode(
        await("ranked-results", record -> queryId.equals(new String(record.key(), UTF_8))));
  }

  /** The dead letter that was made of the record at this position. */
  ConsumerRecord<byte[], byte[]> deadLetter(String position) {
    return await(
        "dead-letters",
        record -> {
          Map<String, String> headers = headers(record);
          return position.equals(
              headers.get("seine-dead-letter-topic")
                  + "-"
                  + headers.get("seine-dead-letter-partition")
                  + "-"
                  + headers.get("seine-dead-letter-offset"));
        });
  }

  static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
    Map<String, String> headers = new HashMap<>();
    record.headers().forEach(h -> headers.put(h.key(), new String(h.value(), UTF_8)));
    return headers;
  }

  static RankedResult decode(ConsumerRecord<byte[], byte[]> record) {
    try {
      return RankedResultCodec.decode(record.value());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks until the answer is as wanted: documents become searchable when they do. */
  public RankedResult askUntil(String id, String query, Predicate<RankedResult> wanted)
      throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    RankedResult last = null;
    for (int i = 0; System.nanoTime() < end; i++) {
      String queryId = id + "-" + i;
      publish("queries", queryId, query);
      last = result(queryId);
      if (wanted.test(last)) {
        return last;
      }
    }
    throw new AssertionError("No such answer within " + PATIENCE + "; the last was " + last);
  }

  @Override
  public void close() {
    producer.close();
  }
}
