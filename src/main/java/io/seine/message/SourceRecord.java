package io.seine.message;

import java.nio.charset.StandardCharsets;
import java.util.List;
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
}
