package io.seine.cli.deadletters;

import static io.seine.cli.deadletters.Letters.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.message.DeadLetter;
import io.seine.message.ErrorCode;
import io.seine.message.RecordHeader;
import io.seine.message.SourceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which records go back, and what of them. */
class ReplayTest {
  private static final TopicPartition ZERO = new TopicPartition("documents", 0);
  private static final TopicPartition ONE = new TopicPartition("documents", 1);

  private static MockProducer<byte[], byte[]> producer(boolean acknowledges) {
    Node[] nodes = {};
    Cluster cluster =
        new Cluster(
            "c",
            List.of(),
            List.of(
                new PartitionInfo("documents", 0, null, nodes, nodes),
                new PartitionInfo("documents", 1, null, nodes, nodes)),
            java.util.Set.of(),
            java.util.Set.of());
    return new MockProducer<>(
        cluster, acknowledges, null, new ByteArraySerializer(), new ByteArraySerializer());
  }

  static List<Arguments> records() {
    return List.of(
        Arguments.of("k".getBytes(UTF_8), "{".getBytes(UTF_8)),
        Arguments.of(null, new byte[] {-1, 0}),
        Arguments.of(new byte[0], new byte[0]),
        Arguments.of("k".getBytes(UTF_8), null));
  }

  @ParameterizedTest
  @MethodSource("records")
  void aReplayedRecordIsTheOriginalByteForByteAndKnowsItsOffset(byte[] key, byte[] value) {
    List<RecordHeader> original =
        List.of(header("a", "1"), new RecordHeader("b", null), header("a", "2"), header("c", ""));
    SourceRecord source =
        new SourceRecord("documents", 1, 33, Letters.PUBLISHED, key, value, original);
    MockProducer<byte[], byte[]> producer = producer(true);
    Replayer replayer = new Replayer(producer);

    replayer.publish(Letters.letter(12, source, ErrorCode.NOT_JSON, "why"));

    assertThat(replayer.finish()).isEqualTo(Map.of(ONE, 1L));
    ProducerRecord<byte[], byte[]> replayed = producer.history().get(0);
    assertThat(replayed.topic()).isEqualTo("documents");
    assertThat(replayed.partition()).isEqualTo(1);
    assertThat(replayed.key()).isEqualTo(key);
    assertThat(replayed.value()).isEqualTo(value);
    List<RecordHeader> headers = new ArrayList<>();
    for (Header header : replayed.headers()) {
      headers.add(new RecordHeader(header.key(), header.value()));
    }
    List<RecordHeader> expected = new ArrayList<>(original);
    expected.add(header(DeadLetter.OFFSET, "33"));
    assertThat(headers).usingRecursiveComparison().isEqualTo(expected);
    assertThat(
            new SourceRecord("documents", 1, 99, Letters.PUBLISHED, key, value, headers)
                .originalOffset())
        .isEqualTo(33);
  }

  @Test
  void aRecordThatFailedTwiceGoesOnce() {
    ReplayPlan plan = new ReplayPlan("dead-letters");
    plan.add(Letters.letter(0, 1, 33));
    plan.add(Letters.letter(1, 0, 33));
    plan.add(Letters.letter(2, 1, 33));
    plan.add(Letters.letter(3, 1, 34));

    assertThat(plan.counts()).isEqualTo(Map.of(ZERO, 1L, ONE, 2L));
    assertThat(plan.contains(new LetterPosition(0, 0))).isTrue();
    assertThat(plan.contains(new LetterPosition(0, 2))).isFalse();
    assertThat(plan.leftOut())
        .isEqualTo("Left out, since another letter of the same record goes: 1\n");
    assertThat(ReplayPlan.table("Would be replayed", plan.counts()))
        .isEqualToNormalizingNewlines(
            "Would be replayed: 3\n  documents, partition 0: 1\n  documents, partition 1: 2\n");
  }

  @Test
  void whatHasNowhereToGoBackToIsLeftOut() {
    ReplayPlan plan = new ReplayPlan("dead-letters");
    plan.add(Letters.at(0, null, null, List.of()));
    plan.add(
        Letters.at(
            1,
            null,
            null,
            List.of(
                header(DeadLetter.TOPIC, "dead-letters"),
                header(DeadLetter.PARTITION, "0"),
                header(DeadLetter.OFFSET, "0"))));
    assertThat(plan.counts()).isEmpty();
    assertThat(plan.leftOut())
        .isEqualTo("Left out, since no topic to go back to is in the headers: 2\n");
  }

  @Test
  void aTopicOrPartitionThatIsGoneIsFoundBeforeAnythingIsPublished() {
    ReplayPlan plan = new ReplayPlan("dead-letters");
    plan.add(Letters.letter(0, 1, 33));
    plan.requireTargets(topic -> 2);
    assertThatThrownBy(() -> plan.requireTargets(topic -> 1))
        .isInstanceOf(LettersException.class)
        .hasMessageContaining("partition 1 of the topic documents, which has 1.");
    assertThatThrownBy(() -> plan.requireTargets(topic -> 0))
        .isInstanceOf(LettersException.class)
        .hasMessageContaining("the topic documents, which Kafka does not have");
  }

  @Test
  void aRecordThatKafkaDoesNotTakeEndsTheReplayAndIsNamed() {
    MockProducer<byte[], byte[]> producer = producer(false);
    Replayer replayer = new Replayer(producer);
    replayer.publish(Letters.letter(4, 1, 33));
    replayer.publish(Letters.letter(5, 1, 34));
    producer.completeNext();
    producer.errorNext(new IllegalStateException("too large for the broker"));
    replayer.publish(Letters.letter(6, 1, 35));

    assertThat(producer.history()).hasSize(2);
    assertThatThrownBy(replayer::finish)
        .isInstanceOf(LettersException.class)
        .hasMessageContaining("the letter 0@5: A Kafka client failed: too large for the broker")
        .hasMessageContaining("Replayed: 1");
  }
}
