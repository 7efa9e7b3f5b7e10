package io.seine.cli.torture;

import io.seine.cli.deadletters.LetterTopic;
import io.seine.message.RankedResultCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What comes out of the jobs through Kafka, and how far they have come. */
final class Topics implements AutoCloseable {
  static final int PARTITIONS = 2;

  private static final String RESULTS = "ranked-results";
  private static final String DEAD_LETTERS = "dead-letters";
  private static final long ANSWER_SECONDS = 60;

  private final Properties clients = new Properties();
  private final Admin admin;
  private final AnswerSheet answers;
  private final Map<TopicPartition, Long> read = new ConcurrentHashMap<>();
  private volatile boolean closed;

  Topics(String bootstrap, AnswerSheet answers) {
    clients.put("bootstrap.servers", bootstrap);
    this.admin = Admin.create(clients);
    this.answers = answers;
  }

  /** All topics of Seine, each with the number of its partitions. */
  static Map<String, Integer> all() {
    return Map.of(
        Publisher.DOCUMENTS,
        PARTITIONS,
        Publisher.QUERIES,
        PARTITIONS,
        RESULTS,
        PARTITIONS,
        DEAD_LETTERS,
        1);
  }

  /** Reads results as they come, until this is closed. */
  void collectResults() throws IOException {
    Properties properties = new Properties();
    properties.putAll(clients);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(partitions(RESULTS));
      consumer.seekToBeginning(consumer.assignment());
      while (!closed) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          answers.answered(RankedResultCodec.decode(record.value()));
          read.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
        }
      }
    }
  }

  /** Whether every result that is in its topic was read. */
  boolean allResultsAreRead() throws InterruptedException {
    return ends(RESULTS).entrySet().stream()
        .allMatch(end -> read.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  /** How many records of a topic a job has not read for good: committed with a checkpoint. */
  long behind(String group, String topic) throws InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        await(
            "the offsets of " + group,
            () ->
                admin
                    .listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS));
    long behind = 0;
    for (Map.Entry<TopicPartition, Long> end : ends(topic).entrySet()) {
      OffsetAndMetadata offset = committed.get(end.getKey());
      behind += end.getValue() - (offset == null ? 0 : offset.offset());
    }
    return behind;
  }

  /** Reads every dead letter that there is. */
  void collectLetters(LetterSheet sheet) {
    try (LetterTopic letters = new LetterTopic(clients, DEAD_LETTERS)) {
      letters.forEach(sheet::received);
    }
  }

  private Map<TopicPartition, Long> ends(String topic) throws InterruptedException {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    partitions(topic).forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    await(
            "the ends of " + topic,
            () -> admin.listOffsets(latest).all().get(ANSWER_SECONDS, TimeUnit.SECONDS))
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  private static List<TopicPartition> partitions(String topic) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (int i = 0; i < PARTITIONS; i++) {
      partitions.add(new TopicPartition(topic, i));
    }
    return partitions;
  }

  private interface Call<T> {
    T get() throws ExecutionException, InterruptedException, TimeoutException;
  }

  private static <T> T await(String what, Call<T> call) throws InterruptedException {
    try {
      return call.get();
    } catch (ExecutionException | TimeoutException e) {
      throw new TortureException("Kafka does not tell " + what + ": " + e, e);
    }
  }

  @Override
  public void close() {
    closed = true;
    admin.close(Duration.ofSeconds(5));
  }
}
