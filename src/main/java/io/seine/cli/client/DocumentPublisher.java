package io.seine.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.access.KafkaFault;
import io.seine.message.Document;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Publishes documents to their topic, each under its id. */
public final class DocumentPublisher implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** More than are under way in the job at any time, so that all before them are through. */
  private static final int LAST = 1_000;

  /**
   * What was published.
   *
   * @param documents how many Kafka took
   * @param last the last of them, by their ids, each with its offset
   */
  public record Published(long documents, Map<String, Long> last) {}

  /**
   * As much as the producer's buffer takes, in bytes: how large a document may be is for the topic
   * to say.
   */
  private static final String MAX_REQUEST_BYTES = "33554432";

  private final Producer<byte[], byte[]> producer;
  private final String topic;

  /**
   * Connects to Kafka.
   *
   * @throws NoTopicException when there is no such topic
   */
  public DocumentPublisher(Properties kafka, String topic) {
    this(connect(kafka, topic), topic);
  }

  /** For tests, which have a producer of their own. */
  DocumentPublisher(Producer<byte[], byte[]> producer, String topic) {
    this.producer = producer;
    this.topic = topic;
  }

  private static Producer<byte[], byte[]> connect(Properties kafka, String topic) {
    NeededTopics.require(kafka, topic);
    Properties properties = new Properties();
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
    properties.putAll(kafka);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Publishes documents and waits until Kafka has acknowledged every one.
   *
   * @param onPublished is called after each
   * @return what they were
   * @throws PublishException when Kafka did not take one; those before it may be published
   */
  public Published publish(Iterator<Document> documents, Runnable onPublished) {
    return publish(documents, NewDocument::of, onPublished, null);
  }

  /**
   * As the other, of documents some of which bring a version of their own. What is larger than the
   * topic takes is left out.
   *
   * @param onTooLarge is told of each of those, on another thread, in a sentence that says where it
   *     stands and what to do
   */
  public Published publishWhatFits(
      Iterator<NewDocument> documents, Runnable onPublished, Consumer<String> onTooLarge) {
    return publish(documents, document -> document, onPublished, onTooLarge);
  }

  private <T> Published publish(
      Iterator<T> documents,
      Function<T, NewDocument> form,
      Runnable onPublished,
      @Nullable Consumer<String> onTooLarge) {
    AtomicReference<PublishException> failure = new AtomicReference<>();
    AtomicLong leftOut = new AtomicLong();
    Map<String, Long> last = Collections.synchronizedMap(new Last());
    long sent = 0;
    while (documents.hasNext() && failure.get() == null) {
      NewDocument document = form.apply(documents.next());
      String id = document.document().id();
      String place = document.place();
      byte[] value = value(document).toString().getBytes(UTF_8);
      producer.send(
          new ProducerRecord<>(topic, id.getBytes(UTF_8), value),
          (metadata, e) -> {
            if (e == null) {
              last.put(id, metadata.offset());
            } else if (e instanceof RecordTooLargeException && onTooLarge != null) {
              leftOut.incrementAndGet();
              onTooLarge.accept(tooLarge(id, place, value.length));
            } else {
              failure.compareAndSet(null, failure(id, place, value.length, e));
            }
          });
      sent++;
      onPublished.run();
    }
    producer.flush();
    PublishException e = failure.get();
    if (e != null) {
      throw e;
    }
    return new Published(sent - leftOut.get(), last);
  }

  private PublishException failure(String id, @Nullable String place, int bytes, Exception e) {
    return new PublishException(
        e instanceof RecordTooLargeException
            ? tooLarge(id, place, bytes)
            : "Kafka did not take the document '%s' for the topic %s: %s"
                .formatted(id, topic, KafkaFault.explain(e)),
        e);
  }

  private String tooLarge(String id, @Nullable String place, int bytes) {
    return "%s document '%s' has %,d bytes, more than the topic %s takes. Divide it, or raise the topic's max.message.bytes and documents.max-bytes (./seine up --set documents.max-bytes=%d does both)."
        .formatted(place == null ? "The" : place + ": the", id, bytes, topic, bytes);
  }

  /** Forgets the first when there are too many. */
  private static final class Last extends LinkedHashMap<String, Long> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
      return size() > LAST;
    }
  }

  private static ObjectNode value(NewDocument published) {
    Document document = published.document();
    ObjectNode value = JSON.createObjectNode();
    if (!document.title().isEmpty()) {
      value.put("title", document.title());
    }
    value.put("text", document.text());
    if (!document.metadata().isEmpty()) {
      value.set("metadata", JSON.valueToTree(document.metadata()));
    }
    if (published.version() != null) {
      value.put("version", published.version());
    }
    return value;
  }

  @Override
  public void close() {
    producer.close();
  }
}
