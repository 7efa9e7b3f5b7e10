package io.seine.cli.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Status;
import io.seine.message.RankedResultCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Asks queries at times that are set beforehand, whether the ones before were answered or not, as
 * people do. A query's time begins when it was to be sent, and its record says so: if the sender
 * falls behind, that counts as waiting too.
 */
public final class OpenLoop {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String QUERIES = "queries";
  private static final String RESULTS = "ranked-results";
  private static final Duration POLL = Duration.ofMillis(10);

  /** How long after the last deadline a result may still come. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * One query and what came of it.
   *
   * @param askedAt when it was to be sent, in milliseconds since the epoch; likewise the others
   * @param deadline when its result had to leave
   * @param result without its hits
   * @param leftAt when its result left: the record's timestamp
   * @param receivedAt when its result was here
   */
  public record Answer(
      long askedAt, long deadline, RankedResult result, long leftAt, long receivedAt) {
    public Status status() {
      return result.status();
    }

    /** How long its asker waited. */
    public long latency() {
      return receivedAt - askedAt;
    }
  }

  /**
   * What came of a load.
   *
   * @param sent how many queries were sent
   * @param answers one for each query that was answered
   */
  public record Outcome(int sent, List<Answer> answers) {}

  /** Is told how the load goes. */
  @FunctionalInterface
  public interface Listener {
    void onProgress(int sent, int answered);
  }

  private record Asked(long at, long deadline) {}

  private final Properties kafka;
  private final IntFunction<String> texts;
  private final long[] arrivals;
  private final Duration deadline;

  private final String run = "bench-" + UUID.randomUUID();
  private final Map<String, Asked> open = new ConcurrentHashMap<>();
  private final Map<String, Answer> answers = new HashMap<>();

  /**
   * @param texts of the queries, by their numbers from 0
   * @param arrivals when each query is sent, in milliseconds from the start ({@link Arrivals})
   * @param deadline of each query
   */
  public OpenLoop(Properties kafka, IntFunction<String> texts, long[] arrivals, Duration deadline) {
    this.kafka = kafka;
    this.texts = texts;
    this.arrivals = arrivals.clone();
    this.deadline = deadline;
  }

  /** Sends the load and waits for its answers. */
  public Outcome run(Listener listener) throws InterruptedException, IOException {
    AtomicBoolean sending = new AtomicBoolean(true);
    try (KafkaConsumer<byte[], byte[]> consumer = consumer();
        KafkaProducer<byte[], byte[]> producer = producer()) {
      Thread sender =
          new Thread(
              () -> {
                try {
                  send(producer);
                } finally {
                  sending.set(false);
                }
              },
              "seine-bench-sender");
      sender.start();
      long giveUpAt = Long.MAX_VALUE;
      while (sending.get() || (!open.isEmpty() && System.nanoTime() < giveUpAt)) {
        if (!sending.get() && giveUpAt == Long.MAX_VALUE) {
          giveUpAt = System.nanoTime() + deadline.plus(PATIENCE).toNanos();
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          take(record);
        }
        listener.onProgress(answers.size() + open.size(), answers.size());
      }
      sender.join();
    }
    return new Outcome(arrivals.length, List.copyOf(answers.values()));
  }

  private void send(KafkaProducer<byte[], byte[]> producer) {
    long start = System.currentTimeMillis();
    for (int i = 0; i < arrivals.length; i++) {
      long at = start + arrivals[i];
      try {
        TimeUnit.MILLISECONDS.sleep(at - System.currentTimeMillis());
      } catch (InterruptedException e) {
        return;
      }
      String id = run + "-" + i;
      ObjectNode query =
          JSON.createObjectNode()
              .put("id", id)
              .put("text", texts.apply(i))
              .put("deadline_ms", deadline.toMillis());
      open.put(id, new Asked(at, at + deadline.toMillis()));
      producer.send(
          new ProducerRecord<>(
              QUERIES, null, at, id.getBytes(UTF_8), query.toString().getBytes(UTF_8)));
    }
    producer.flush();
  }

  private void take(ConsumerRecord<byte[], byte[]> record) throws IOException {
    long now = System.currentTimeMillis();
    String id = new String(record.key(), UTF_8);
    // Results of others pass by here too, and a result may come twice.
    Asked asked = open.remove(id);
    if (asked != null) {
      RankedResult result = RankedResultCodec.decode(record.value());
      answers.put(
          id,
          new Answer(asked.at(), asked.deadline(), withoutHits(result), record.timestamp(), now));
    }
  }

  private static RankedResult withoutHits(RankedResult result) {
    return new RankedResult(
        result.queryId(),
        result.text(),
        result.status(),
        result.reason(),
        List.of(),
        result.candidates(),
        result.reranked(),
        result.timings(),
        result.models());
  }

  private KafkaProducer<byte[], byte[]> producer() {
    Properties properties = new Properties();
    properties.putAll(kafka);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, "0");
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Properties properties = new Properties();
    properties.putAll(kafka);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    consumer
        .partitionsFor(RESULTS)
        .forEach(p -> partitions.add(new TopicPartition(p.topic(), p.partition())));
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    return consumer;
  }
}
