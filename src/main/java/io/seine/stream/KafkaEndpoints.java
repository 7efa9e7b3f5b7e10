package io.seine.stream;

import io.seine.message.DeadLetter;
import io.seine.message.SourceRecord;
import io.seine.stage.AnsweredQuery;
import java.util.Locale;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The sources and sinks of the jobs: where records come from Kafka and go back to it. */
public final class KafkaEndpoints {
  /** Where a job begins to read when it starts without a savepoint or a checkpoint. */
  public enum Start {
    /** At the oldest record of the topic. */
    EARLIEST,
    /** Where the consumer group last committed, and at the oldest record where it never did. */
    COMMITTED,
    /** With the next record that comes. */
    LATEST
  }

  /** How often a result may appear in its topic. */
  public enum Delivery {
    /** At once, and again with the same id when the job recovers. */
    AT_LEAST_ONCE,
    /** Once, with the next checkpoint, to consumers that read committed records only. */
    EXACTLY_ONCE
  }

  /** The longest that a broker lets a transaction stay open, unless it was set otherwise. */
  private static final String BROKER_TRANSACTION_LIMIT_MS = "900000";

  /** The largest request that a producer sends unless it is told otherwise. */
  private static final int PRODUCER_LIMIT = 1 << 20;

  /** What a producer's records take of memory together unless it is told otherwise. */
  private static final int PRODUCER_BUFFER = 32 << 20;

  /** What a request holds beside its record. */
  private static final int REQUEST_OVERHEAD = 10_000;

  private final Properties clients;
  private final String job;
  private final int maxRecordBytes;

  /**
   * @param clients what every Kafka client of the job is given
   * @param job the name of the job, for transactions and dead letters
   * @param maxRecordBytes the largest record that is written, to whatever topic
   */
  public KafkaEndpoints(Properties clients, String job, int maxRecordBytes) {
    this.clients = clients;
    this.job = job;
    this.maxRecordBytes = maxRecordBytes;
  }

  /** Reads a topic's records as they are. */
  public KafkaSource<SourceRecord> source(String topic, String group, Start start) {
    return KafkaSource.<SourceRecord>builder()
        .setProperties(clients)
        .setKafkaSubscriber(new TopicSubscriber(topic))
        .setGroupId(group)
        .setStartingOffsets(offsets(start))
        .setDeserializer(new SourceRecordDeserializer())
        .build();
  }

  /** Writes ranked results, each under its query's id and with its query's headers. */
  public KafkaSink<AnsweredQuery> rankedResults(String topic, Delivery delivery) {
    return sink(new RankedResultSerializer(topic, maxRecordBytes), topic, delivery);
  }

  /** Writes dead letters. */
  public KafkaSink<DeadLetter> deadLetters(String topic) {
    return sink(
        new DeadLetterSerializer(topic, job, maxRecordBytes), topic, Delivery.AT_LEAST_ONCE);
  }

  private <T> KafkaSink<T> sink(
      KafkaRecordSerializationSchema<T> serializer, String topic, Delivery delivery) {
    return KafkaSink.<T>builder()
        .setKafkaProducerConfig(producer())
        .setDeliveryGuarantee(DeliveryGuarantee.valueOf(delivery.name()))
        .setTransactionalIdPrefix(String.join("-", "seine", job, topic).toLowerCase(Locale.ROOT))
        .setRecordSerializer(new AdmittedSerializer<>(serializer, clients, topic))
        .build();
  }

  /** What the producers of the sinks are given: the largest record has to fit into all of it. */
  Properties producer() {
    int largest = maxRecordBytes + REQUEST_OVERHEAD;
    Properties properties = new Properties();
    // Somebody waits for the result: it must not wait for others to share a request with.
    properties.setProperty(ProducerConfig.LINGER_MS_CONFIG, "0");
    properties.setProperty(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, BROKER_TRANSACTION_LIMIT_MS);
    properties.setProperty(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
        Integer.toString(Math.max(PRODUCER_LIMIT, largest)));
    properties.setProperty(
        ProducerConfig.BUFFER_MEMORY_CONFIG, Integer.toString(Math.max(PRODUCER_BUFFER, largest)));
    properties.putAll(clients);
    return properties;
  }

  private static OffsetsInitializer offsets(Start start) {
    return switch (start) {
      case EARLIEST -> OffsetsInitializer.earliest();
      case COMMITTED -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
      case LATEST -> OffsetsInitializer.latest();
    };
  }
}
