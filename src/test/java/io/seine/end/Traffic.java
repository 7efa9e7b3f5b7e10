package io.seine.end;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seine.message.RankedResult;
import io.seine.message.RankedResultCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A client of Seine: publishes to its topics, and waits for what comes out of them. */
public class Traffic implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final long ASK_AGAIN_MILLIS = 100;

  private final Map<String, Object> clients;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<String, TopicReader> readers = new HashMap<>();

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
    return reader(topic).all();
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
    return reader(topic)
        .first(wanted, PATIENCE)
        .orElseThrow(
            () -> new AssertionError("No such record came to " + topic + " within " + PATIENCE));
  }

  /** Kept until the end: to open and to close a consumer takes longer than most answers. */
  private synchronized TopicReader reader(String topic) {
    return readers.computeIfAbsent(topic, name -> new TopicReader(name, readerSettings()));
  }

  private Map<String, Object> readerSettings() {
    Map<String, Object> settings = with("max.partition.fetch.bytes", 4_000_000);
    // A consumer that closes waits for its last fetch.
    settings.put("fetch.max.wait.ms", 100);
    return settings;
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
      // What is waited for needs the cores that each question takes.
      TimeUnit.MILLISECONDS.sleep(ASK_AGAIN_MILLIS);
    }
    throw new AssertionError("No such answer within " + PATIENCE + "; the last was " + last);
  }

  @Override
  public synchronized void close() {
    producer.close();
    readers.values().forEach(TopicReader::close);
  }
}
