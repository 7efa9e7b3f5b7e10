package io.seine.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.access.KafkaFault;
import io.seine.message.Document;
import java.util.Iterator;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Publishes documents to their topic, each under its id. */
public final class DocumentPublisher implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Producer<byte[], byte[]> producer;
  private final String topic;

  public DocumentPublisher(Properties kafka, String topic) {
    this.producer = connect(kafka);
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
   * @return how many they were
   * @throws PublishException when Kafka did not take one; those before it may be published
   */
  public long publish(Iterator<Document> documents, Runnable onPublished) {
    AtomicReference<Exception> failure = new AtomicReference<>();
    long published = 0;
    while (documents.hasNext() && failure.get() == null) {
      Document document = documents.next();
      producer.send(
          new ProducerRecord<>(
              topic, document.id().getBytes(UTF_8), value(document).toString().getBytes(UTF_8)),
          (metadata, e) -> {
            if (e != null) {
              failure.compareAndSet(null, e);
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
    return published;
  }

  private static ObjectNode value(Document document) {
    ObjectNode value = JSON.createObjectNode();
    if (!document.title().isEmpty()) {
      value.put("title", document.title());
    }
    value.put("text", document.text());
    if (!document.metadata().isEmpty()) {
      value.set("metadata", JSON.valueToTree(document.metadata()));
    }
    return value;
  }

  @Override
  public void close() {
    producer.close();
  }
}
