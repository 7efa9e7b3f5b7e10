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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Publishes documents to their topic, each under its id. */
public final class DocumentPublisher implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** More than are under way in the job at any time, so that all before them are through. */
  private static final int LAST = 1_000;

  /**
   * What was published.
   *
   * @param documents how many
   * @param last the last of them, by their ids, each with its offset
   */
  public record Published(long documents, Map<String, Long> last) {}

  private final Producer<byte[], byte[]> producer;
  private final String topic;

  public DocumentPublisher(Properties kafka, String topic) {
    this(connect(kafka), topic);
  }

  /** For tests, which have a producer of their own. */
  DocumentPublisher(Producer<byte[], byte[]> producer, String topic) {
    this.producer = producer;
    this.topic = topic;
  }

  private static Producer<byte[], byte[]> connect(Properties kafka) {
    Properties properties = new Properties();
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
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
    return publish(documents, NewDocument::of, onPublished);
  }

  /** As the other, of documents some of which bring a version of their own. */
  public Published publishVersions(Iterator<NewDocument> documents, Runnable onPublished) {
    return publish(documents, document -> document, onPublished);
  }

  private <T> Published publish(
      Iterator<T> documents, Function<T, NewDocument> form, Runnable onPublished) {
    AtomicReference<Exception> failure = new AtomicReference<>();
    Map<String, Long> last = Collections.synchronizedMap(new Last());
    long published = 0;
    while (documents.hasNext() && failure.get() == null) {
      NewDocument document = form.apply(documents.next());
      String id = document.document().id();
      producer.send(
          new ProducerRecord<>(
              topic, id.getBytes(UTF_8), value(document).toString().getBytes(UTF_8)),
          (metadata, e) -> {
            if (e != null) {
              failure.compareAndSet(null, e);
            } else {
              last.put(id, metadata.offset());
            }
          });
      published++;
      onPublished.run();
    }
    producer.flush();
    Exception e = failure.get();
    if (e != null) {
      throw new PublishException(
          "Kafka did not take a document for the topic %s: %s"
              .formatted(topic, KafkaFault.explain(e)),
          e);
    }
    return new Published(published, last);
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
