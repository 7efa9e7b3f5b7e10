package io.seine.cli.torture;

import io.seine.message.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * A record for the documents topic, and what it means.
 *
 * @param kind for the table
 * @param key null for the bad record that has none
 * @param value null for a deletion
 * @param change what it asks for; null when it is bad
 * @param error why it is bad; null when it is not
 */
record DocumentWrite(
    Kind kind,
    byte @Nullable [] key,
    byte @Nullable [] value,
    @Nullable Change change,
    @Nullable ErrorCode error) {

  /** Why a record is published. */
  enum Kind {
    UPSERT("upserts ordered by offset"),
    DELETE("deletes ordered by offset"),
    VERSIONED_UPSERT("upserts with a version"),
    VERSIONED_DELETE("deletes with a version"),
    LATE("older versions after newer ones"),
    REPEATED("re-deliveries"),
    BAD("bad records");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /**
   * What a good record asks for.
   *
   * @param version null for the offset at which Kafka puts the record
   * @param text null for a deletion
   */
  record Change(String id, @Nullable Long version, @Nullable String text) {}
}
