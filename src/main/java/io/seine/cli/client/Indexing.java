package io.seine.cli.client;

import io.seine.cli.terminal.Progress;
import io.seine.message.Document;
import java.io.IOException;
import java.util.Properties;
import java.util.stream.Stream;

/** Brings documents into the index as any client does, and shows how far it is. */
public final class Indexing {
  private Indexing() {}

  /**
   * Publishes documents, and waits until they can be found.
   *
   * @param kafka the settings of a client
   * @param total how many there are, each with another id, and in the index none beside them
   * @throws PublishException when Kafka did not take one
   */
  public static void index(
      Properties kafka, String openSearchUrl, Stream<Document> documents, long total)
      throws IOException, InterruptedException {
    try (DocumentPublisher publisher = new DocumentPublisher(kafka, "documents");
        Progress progress = new Progress("Publishing", total)) {
      publisher.publish(documents.iterator(), progress::step);
    }
    try (Progress progress = new Progress("Indexing", total)) {
      IndexProgress.await(openSearchUrl, total, progress);
    }
  }
}
