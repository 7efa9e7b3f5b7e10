package io.seine.cli.client;

import io.seine.message.Document;
import org.jspecify.annotations.Nullable;

/**
 * A document to publish.
 *
 * @param version null where the Kafka offset is to be it
 */
public record NewDocument(Document document, @Nullable Long version) {
  /** A document that brings no version. */
  public static NewDocument of(Document document) {
    return new NewDocument(document, null);
  }
}
