package io.seine.cli.deadletters;

import io.seine.message.DeadLetter;
import io.seine.message.RecordHeader;
import io.seine.message.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as it stands in its topic. Anybody can write to a topic, so that nothing of what
 * Seine says in a letter's headers is sure to be there.
 *
 * @param record the letter itself: its topic is the dead-letters topic
 */
public record Letter(SourceRecord record) {
  /** What stands for a header that is missing. */
  private static final String UNKNOWN = "?";

  public LetterPosition position() {
    return new LetterPosition(record.partition(), record.offset());
  }

  public String code() {
    return text(DeadLetter.CODE);
  }

  public String message() {
    return text(DeadLetter.MESSAGE);
  }

  public String job() {
    return text(DeadLetter.JOB);
  }

  public String stage() {
    return text(DeadLetter.STAGE);
  }

  /** The topic that the record came from. */
  public String topic() {
    return text(DeadLetter.TOPIC);
  }

  /** What the letter had no room for; null when it has the whole of the record. */
  public @Nullable String leftOut() {
    return record.header(DeadLetter.LEFT_OUT);
  }

  public boolean isWhole() {
    return leftOut() == null;
  }

  /** This letter with the key, the value and the headers of its record. */
  Letter with(SourceRecord original) {
    List<RecordHeader> headers = new ArrayList<>(DeadLetter.withoutSeines(original.headers()));
    record.headers().stream()
        .filter(header -> header.key().startsWith(DeadLetter.HEADER_PREFIX))
        .filter(header -> !header.key().equals(DeadLetter.LEFT_OUT))
        .forEach(headers::add);
    return new Letter(
        new SourceRecord(
            record.topic(),
            record.partition(),
            record.offset(),
            record.timestamp(),
            original.key(),
            original.value(),
            headers));
  }

  private String text(String header) {
    String text = record.header(header);
    return text == null ? UNKNOWN : text;
  }

  /** When the record was published, in milliseconds since the epoch; null when not known. */
  public @Nullable Long publishedAt() {
    return number(DeadLetter.TIMESTAMP);
  }

  /** Where the record came from; null when the headers don't say. */
  public @Nullable Origin origin() {
    String topic = record.header(DeadLetter.TOPIC);
    Long partition = number(DeadLetter.PARTITION);
    Long offset = number(DeadLetter.OFFSET);
    return topic == null
            || topic.isEmpty()
            || partition == null
            || partition > Integer.MAX_VALUE
            || offset == null
        ? null
        : new Origin(topic, partition.intValue(), offset);
  }

  private @Nullable Long number(String header) {
    try {
      long number = Long.parseLong(text(header));
      return number < 0 ? null : number;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /**
   * The headers with which the record is published again: its own, and the offset that it had, so
   * that it does not pass for newer than it is.
   */
  public List<RecordHeader> replayHeaders(Origin origin) {
    List<RecordHeader> headers = new ArrayList<>(DeadLetter.withoutSeines(record.headers()));
    headers.add(
        new RecordHeader(
            DeadLetter.OFFSET, Long.toString(origin.offset()).getBytes(StandardCharsets.UTF_8)));
    return headers;
  }
}
