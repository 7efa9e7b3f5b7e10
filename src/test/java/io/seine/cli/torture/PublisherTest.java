package io.seine.cli.torture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.cli.torture.DocumentWrite.Change;
import io.seine.cli.torture.DocumentWrite.Kind;
import io.seine.message.ErrorCode;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class PublisherTest {
  private final MockProducer<byte[], byte[]> kafka =
      new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final DocumentModel model = new DocumentModel();
  private final LetterSheet letters = new LetterSheet();
  private final AnswerSheet answers = new AnswerSheet();
  private final Publisher publisher = new Publisher(kafka, model, letters, answers);

  private static DocumentWrite write(String id, Long version, String text) {
    return new DocumentWrite(
        Kind.UPSERT, id.getBytes(UTF_8), text.getBytes(UTF_8), new Change(id, version, text), null);
  }

  @Test
  void theModelLearnsWhatKafkaHasAcknowledgedAndAtWhichOffset() {
    publisher.publish(write("a", null, "zero"));
    publisher.publish(write("a", null, "one"));
    publisher.publish(write("b", 77L, "seventy-seven"));
    assertThat(publisher.isAcknowledged()).isFalse();
    assertThat(model.compare(List.of())).isEmpty();

    while (kafka.completeNext()) {
      // Each record is acknowledged.
    }

    assertThat(publisher.isAcknowledged()).isTrue();
    assertThat(
            model.compare(
                List.of(
                    new StoredDocument("a", 1, "one"),
                    new StoredDocument("b", 77, "seventy-seven"))))
        .isEmpty();
    assertThat(publisher.published(Kind.UPSERT)).isEqualTo(3);
  }

  @Test
  void badRecordsOfBothTopicsAreExpectedAsLetters() {
    publisher.publish(
        new DocumentWrite(Kind.BAD, null, new byte[] {'{'}, null, ErrorCode.MISSING_ID));
    publisher.publish(new Question("q", new byte[] {'{'}, Map.of(), ErrorCode.NOT_JSON));
    while (kafka.completeNext()) {
      // Each record is acknowledged.
    }
    assertThat(letters.compare())
        .extracting(Discrepancy::id)
        .containsExactly("documents-0@0", "queries-0@0");
    assertThat(answers.open()).isEqualTo(1);
  }

  @Test
  void aRecordThatKafkaRefusesEndsTheRun() {
    publisher.publish(write("a", null, "zero"));
    kafka.errorNext(new KafkaException("no"));
    assertThatThrownBy(publisher::isAcknowledged)
        .isInstanceOf(TortureException.class)
        .hasMessageContaining("Kafka did not take a record");
  }
}
