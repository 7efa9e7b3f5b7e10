package io.seine.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.cli.client.DocumentPublisher.Published;
import io.seine.message.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class DocumentPublisherTest {
  private final MockProducer<byte[], byte[]> kafka =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final DocumentPublisher publisher = new DocumentPublisher(kafka, "documents");

  private static Document document(String id) {
    return new Document(id, "", "x", Map.of());
  }

  @Test
  void aDocumentIsPublishedUnderItsIdWithTheVersionThatItBrings() {
    publisher.publishWhatFits(
        List.of(
                new NewDocument(new Document("a", "T", "x", Map.of("year", 2026)), 12L, null),
                NewDocument.of(document("b")))
            .iterator(),
        () -> {},
        problem -> {});

    assertThat(kafka.history())
        .extracting(record -> new String(record.key(), UTF_8) + new String(record.value(), UTF_8))
        .containsExactly(
            "a{\"title\":\"T\",\"text\":\"x\",\"metadata\":{\"year\":2026},\"version\":12}",
            "b{\"text\":\"x\"}");
  }

  @Test
  void theLastAreKnownByTheirOffsetsAndOneThatCameTwiceByItsSecond() {
    Published published =
        publisher.publish(
            List.of(document("a"), document("b"), document("a")).iterator(), () -> {});

    assertThat(published).isEqualTo(new Published(3, Map.of("b", 1L, "a", 2L)));
  }

  @Test
  void ofManyTheFirstAreForgotten() {
    Published published =
        publisher.publish(
            IntStream.range(0, 1_500).mapToObj(i -> document("d" + i)).iterator(), () -> {});

    assertThat(published.documents()).isEqualTo(1_500);
    assertThat(published.last())
        .hasSize(1_000)
        .doesNotContainKey("d499")
        .containsEntry("d500", 500L)
        .containsEntry("d1499", 1_499L);
  }

  @Test
  void whatKafkaDoesNotTakeIsSaid() {
    MockProducer<byte[], byte[]> refusing =
        new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    DocumentPublisher refused = new DocumentPublisher(refusing, "documents");
    assertThatThrownBy(
            () ->
                refused.publish(
                    List.of(document("a")).iterator(),
                    () -> refusing.errorNext(new KafkaException("no room"))))
        .isInstanceOf(PublishException.class)
        .hasMessage(
            "Kafka did not take the document 'a' for the topic documents: A Kafka client failed: no room");
  }

  /** A Kafka that refuses the first document that it gets, for this reason. */
  private static Published publishRefused(RuntimeException reason, List<String> problems) {
    MockProducer<byte[], byte[]> refusing =
        new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    AtomicInteger sent = new AtomicInteger();
    return new DocumentPublisher(refusing, "documents")
        .publishWhatFits(
            List.of(
                    new NewDocument(document("a"), null, "f.jsonl, line 7"),
                    NewDocument.of(document("b")))
                .iterator(),
            () -> {
              if (sent.getAndIncrement() == 0) {
                refusing.errorNext(reason);
              } else {
                refusing.completeNext();
              }
            },
            problems::add);
  }

  @Test
  void whatIsLargerThanTheTopicTakesIsNamedAndLeftOutAndTheRestIsPublished() {
    List<String> problems = new ArrayList<>();

    Published published = publishRefused(new RecordTooLargeException("too large"), problems);

    assertThat(published).isEqualTo(new Published(1, Map.of("b", 1L)));
    assertThat(problems)
        .containsExactly(
            "f.jsonl, line 7: the document 'a' has 12 bytes, more than the topic documents takes. Divide it, or raise the topic's max.message.bytes and documents.max-bytes (./seine up --set documents.max-bytes=12 does both).");
  }

  @Test
  void whatIsRefusedForAnotherReasonEndsIt() {
    List<String> problems = new ArrayList<>();
    assertThatThrownBy(() -> publishRefused(new KafkaException("no room"), problems))
        .isInstanceOf(PublishException.class);
    assertThat(problems).isEmpty();
  }
}
