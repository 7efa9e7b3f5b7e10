package io.seine.message;

/**
 * The versions of documents that bring none of their own: the Kafka offset, above a base. The
 * offsets of another topic begin again at 0; the base lets what comes from there be newer than what
 * the index holds.
 *
 * @param topic the one that the base is for; the records of any other have none
 */
public record OffsetVersions(String topic, long base) {
  /** The Kafka offset and nothing else, whatever the topic. */
  public static final OffsetVersions PLAIN = new OffsetVersions("", 0);

  long of(SourceRecord record) {
    return record.originalOffset() + (record.topic().equals(topic) ? base : 0);
  }
}
