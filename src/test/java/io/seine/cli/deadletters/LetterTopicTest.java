package io.seine.cli.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LetterTopicTest {
  private static final String TOPIC = "dead-letters";
  private static final TopicPartition ZERO = new TopicPartition(TOPIC, 0);
  private static final TopicPartition ONE = new TopicPartition(TOPIC, 1);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

  /** Partition 0 has letters from 2 up to 5 but for 4; partition 1 has none left. */
  private LetterTopic topic() {
    consumer.updatePartitions(
        TOPIC,
        List.of(
            new PartitionInfo(TOPIC, 0, null, null, null),
            new PartitionInfo(TOPIC, 1, null, null, null)));
    consumer.updateBeginningOffsets(Map.of(ZERO, 2L, ONE, 7L));
    consumer.updateEndOffsets(Map.of(ZERO, 6L, ONE, 7L));
    return new LetterTopic(consumer, TOPIC);
  }

  private void willGive(long... offsets) {
    consumer.schedulePollTask(
        () -> {
          for (long offset : offsets) {
            consumer.addRecord(
                new ConsumerRecord<>(TOPIC, 0, offset, "k".getBytes(UTF_8), new byte[0]));
          }
        });
  }

  @Test
  void showsWhatThereWasWhenItWasOpenedAndNoMore() {
    LetterTopic topic = topic();
    willGive(2, 3, 5, 6, 7);
    List<String> seen = new ArrayList<>();
    topic.forEach(letter -> seen.add(letter.position().toString()));
    assertThat(seen).containsExactly("0@2", "0@3", "0@5");
  }

  @Test
  void whoClosesWaitsForNoFetchThatBringsNothing() {
    Properties kafka = new Properties();
    assertThat(LetterTopic.consuming(kafka)).containsEntry("fetch.max.wait.ms", "100");
    kafka.put("fetch.max.wait.ms", "7");
    assertThat(LetterTopic.consuming(kafka)).containsEntry("fetch.max.wait.ms", "7");
  }

  @Test
  void findsOneLetter() {
    LetterTopic topic = topic();
    willGive(3, 5);
    assertThat(topic.at(new LetterPosition(0, 3)).position()).hasToString("0@3");
  }

  @Test
  void doesNotGiveTheNextLetterForOneThatIsGone() {
    LetterTopic topic = topic();
    willGive(5);
    assertThatThrownBy(() -> topic.at(new LetterPosition(0, 4)))
        .isInstanceOf(LettersException.class)
        .hasMessage(
            "The topic dead-letters has no letter at 0@4; dead-letters list shows those that it has.");
  }

  @Test
  void hasNoLetterPastItsEndOrInAPartitionThatThereIsNot() {
    LetterTopic topic = topic();
    assertThatThrownBy(() -> topic.at(new LetterPosition(0, 6)))
        .hasMessageContaining("no letter at 0@6");
    assertThatThrownBy(() -> topic.at(new LetterPosition(9, 0)))
        .hasMessageContaining("no letter at 9@0");
  }

  @Test
  void aTopicThatThereIsNotIsNamedAndTheConsumerClosed() {
    assertThatThrownBy(() -> new LetterTopic(consumer, "letters"))
        .isInstanceOf(LettersException.class)
        .hasMessageContaining("no topic letters");
    assertThat(consumer.closed()).isTrue();
  }
}
