package io.seine.cli.client;

import io.seine.message.Document;
import org.jspecify.annotations.Nullable;

/**
 * A document to publish.
 *
 * @param version null where the Kafka offset is to be it
 * @param place where it was found, as messages name it, such as a file and a line; null where that
 *     tells nobody anything
 */
public record NewDocument(Document document, @Nullable Long version, @Nullable String place) {
  /** A document that brings no version. */
  public static NewDocument of(Document document) {
    return new NewDocument(document, null, null);
  }
}
