package io.seine.cli.deadletters;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.KafkaException;

/**
 * The records of letters that had no room for them, read where they were published: without its
 * value a document's record would be a delete.
 */
public final class Originals implements AutoCloseable {
  private final Properties kafka;
  private final Map<String, LetterTopic> topics = new HashMap<>();

  public Originals(Properties kafka) {
    this.kafka = kafka;
  }

  /** The letter with the whole of its record; empty when its topic has dropped that meanwhile. */
  public Optional<Letter> whole(Letter letter) {
    Origin origin = letter.origin();
    if (letter.isWhole() || origin == null) {
      return Optional.of(letter);
    }
    try {
      LetterTopic topic =
          topics.computeIfAbsent(origin.topic(), name -> new LetterTopic(kafka, name));
      return Optional.of(
          letter.with(topic.at(new LetterPosition(origin.partition(), origin.offset())).record()));
    } catch (LettersException e) {
      if (e.getCause() instanceof KafkaException) {
        throw e;
      }
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    topics.values().forEach(LetterTopic::close);
  }
}
