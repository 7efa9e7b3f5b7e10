package io.seine.end;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seine.local.LocalCluster;
import io.seine.local.LocalSeine;
import io.seine.message.RankedResult;
import io.seine.message.RankedResultCodec;
import io.seine.search.IndexAdmin;
import io.seine.search.SearchConnection;
import io.seine.search.SearchSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/**
 * One Seine with real services and real models, shared by all tests of this JVM: each test tells
 * its documents apart by their ids and by the metadata field "test".
 */
final class SeineUnderTest {
  static final Duration PATIENCE = Duration.ofMinutes(3);

  private static SeineUnderTest instance;

  private final LocalSeine seine;
  private final KafkaProducer<byte[], byte[]> producer;
  private final IndexAdmin index;

  private SeineUnderTest() throws Exception {
    Path dir = Files.createTempDirectory("seine-test-");
    seine =
        LocalSeine.start(
            LocalCluster.Options.onFreePorts(dir),
            Path.of("").toAbsolutePath(),
            Map.of(
                "index.metadata", "test:keyword,lang:keyword,year:long,tags:keyword",
                "index.refresh-ms", "200",
                "documents.max-bytes", "1020000"),
            line -> {});
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap(), "max.request.size", 3_000_000),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    index = new IndexAdmin(SearchConnection.open(searchSettings()));
    Runtime.getRuntime().addShutdownHook(new Thread(seine::close));
  }

  static synchronized SeineUnderTest get() throws Exception {
    if (instance == null) {
      instance = new SeineUnderTest();
    }
    return instance;
  }

  LocalSeine seine() {
    return seine;
  }

  String bootstrap() {
    return seine.cluster().kafkaBootstrap();
  }

  SearchSettings searchSettings() {
    return new SearchSettings(
        seine.cluster().openSearchUrl(), "documents", null, null, null, null, null, 30_000);
  }

  IndexAdmin index() {
    return index;
  }

  /** Publishes a record; returns its position once Kafka has it. */
  String publish(String topic, String key, String value, Header... headers) throws Exception {
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
            Map.of("bootstrap.servers", bootstrap(), "max.partition.fetch.bytes", 4_000_000),
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
  RankedResult askUntil(String id, String query, Predicate<RankedResult> wanted) throws Exception {
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
}
