package io.seine.cli.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seine.cli.deadletters.Origin;
import io.seine.cli.torture.DocumentWrite.Change;
import io.seine.message.ErrorCode;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes documents and questions, and tells the model and the sheets what Kafka has acknowledged
 * and where. It waits for Kafka for as long as a fault may last.
 */
final class Publisher implements AutoCloseable {
  static final String DOCUMENTS = "documents";
  static final String QUERIES = "queries";

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Producer<byte[], byte[]> producer;
  private final DocumentModel model;
  private final LetterSheet letters;
  private final AnswerSheet answers;
  private final Map<DocumentWrite.Kind, AtomicLong> published =
      new EnumMap<>(DocumentWrite.Kind.class);
  private final AtomicLong pending = new AtomicLong();
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  Publisher(String bootstrap, DocumentModel model, LetterSheet letters, AnswerSheet answers) {
    this(connect(bootstrap), model, letters, answers);
  }

  /** For tests, which have a producer of their own. */
  Publisher(
      Producer<byte[], byte[]> producer,
      DocumentModel model,
      LetterSheet letters,
      AnswerSheet answers) {
    this.producer = producer;
    this.model = model;
    this.letters = letters;
    this.answers = answers;
    for (DocumentWrite.Kind kind : DocumentWrite.Kind.values()) {
      published.put(kind, new AtomicLong());
    }
  }

  private static Producer<byte[], byte[]> connect(String bootstrap) {
    Properties properties = new Properties();
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis()));
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  void publish(DocumentWrite write) {
    // Without a key the partition would be chosen by chance, and the offsets with it.
    Integer partition = write.key() == null ? 0 : null;
    send(
        new ProducerRecord<>(DOCUMENTS, partition, write.key(), write.value()),
        write.error(),
        offset -> {
          Change change = write.change();
          if (change != null) {
            Long version = change.version();
            model.published(change.id(), version == null ? offset : version, change.text());
          }
        });
    count(write.kind()).incrementAndGet();
  }

  void publish(Question question) {
    // Before Kafka has it: the answer may be there sooner than the acknowledgement.
    answers.asked(question);
    send(
        new ProducerRecord<>(QUERIES, question.id().getBytes(UTF_8), question.value()),
        question.error(),
        offset -> {});
  }

  private void send(
      ProducerRecord<byte[], byte[]> record, @Nullable ErrorCode error, LongConsumer onOffset) {
    pending.incrementAndGet();
    producer.send(
        record,
        (metadata, e) -> {
          if (e != null) {
            failure.compareAndSet(null, e);
          } else {
            if (error != null) {
              letters.published(
                  new Origin(metadata.topic(), metadata.partition(), metadata.offset()),
                  record.key(),
                  record.value(),
                  error);
            }
            onOffset.accept(metadata.offset());
          }
          pending.decrementAndGet();
        });
  }

  private AtomicLong count(DocumentWrite.Kind kind) {
    return Objects.requireNonNull(published.get(kind));
  }

  /** How many records of a kind were published. */
  long published(DocumentWrite.Kind kind) {
    return count(kind).get();
  }

  /**
   * Whether Kafka has acknowledged all that was published.
   *
   * @throws TortureException when it refused something: then nobody knows what must be true
   */
  boolean isAcknowledged() {
    Exception e = failure.get();
    if (e != null) {
      throw new TortureException("Kafka did not take a record: " + e, e);
    }
    return pending.get() == 0;
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
