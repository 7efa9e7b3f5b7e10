package io.seine.message;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka record as it stood in its topic, kept byte for byte until it has a fate: a dead letter is
 * made of nothing else.
 *
 * @param timestamp the record's timestamp in milliseconds since the epoch
 */
public record SourceRecord(
    String topic,
    int partition,
    long offset,
    long timestamp,
    byte @Nullable [] key,
    byte @Nullable [] value,
    List<RecordHeader> headers)
    implements Sourced {

  @Override
  public SourceRecord source() {
    return this;
  }

  /** As far as the record says without being decoded: its key. */
  @Override
  public @Nullable String subject() {
    return keyText();
  }

  /**
   * Where the record stands, as {@code topic-partition-offset}: unique, and the same on every
   * delivery.
   */
  public String position() {
    return topic + "-" + partition + "-" + offset;
  }

  /** The key as text; bytes that are not UTF-8 become U+FFFD. Null when the record has no key. */
  public @Nullable String keyText() {
    return key == null ? null : new String(key, StandardCharsets.UTF_8);
  }

  /** The last header of this name as text; null when there is none, or none with a value. */
  public @Nullable String header(String name) {
    for (int i = headers.size() - 1; i >= 0; i--) {
      RecordHeader header = headers.get(i);
      if (header.key().equals(name)) {
        byte[] bytes = header.value();
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
      }
    }
    return null;
  }

  /** The trace that the record belongs to, or null. */
  public @Nullable TraceParent traceParent() {
    return TraceParent.parse(header(TraceParent.HEADER));
  }

  /**
   * The offset at which the record was published first: its own, unless it is a dead letter that
   * was published again. Whatever is ordered by offsets is ordered by this one, so that a record
   * that comes late never passes for a new one.
   */
  public long originalOffset() {
    String original = header(DeadLetter.OFFSET);
    // The offsets of another topic or partition say nothing about the order in this one.
    if (original == null
        || !topic.equals(Objects.requireNonNullElse(header(DeadLetter.TOPIC), topic))
        || !Integer.toString(partition)
            .equals(
                Objects.requireNonNullElse(
                    header(DeadLetter.PARTITION), Integer.toString(partition)))) {
      return offset;
    }
    try {
      long first = Long.parseLong(original);
      // A record stands behind the one it repeats; no header may take it past what is to come.
      return first >= 0 && first < offset ? first : offset;
    } catch (NumberFormatException e) {
      return offset;
    }
  }
}
