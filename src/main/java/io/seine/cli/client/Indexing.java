package io.seine.cli.client;

import io.seine.cli.client.DocumentPublisher.Published;
import io.seine.cli.terminal.Console;
import io.seine.cli.terminal.Progress;
import io.seine.message.Document;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;

/** Brings documents into the index as any client does, and shows how far it is. */
public final class Indexing {
  private Indexing() {}

  /**
   * Publishes documents, and waits until they can be found. The index may hold others.
   *
   * @param kafka the settings of a client
   * @throws PublishException when Kafka did not take one
   * @throws NotIndexedException when none comes into the index for long
   */
  public static void index(Properties kafka, String openSearchUrl, Stream<Document> documents)
      throws IOException, InterruptedException {
    List<String> warnings = new ArrayList<>();
    try (Arrivals arrivals = Arrivals.in(openSearchUrl)) {
      Published published = publish(kafka, documents);
      long total = published.documents();
      try (Progress progress = new Progress("Indexing", total)) {
        arrivals.await(
            published.last(), taken -> progress.stepTo(Math.min(taken, total)), warnings::add);
        progress.stepTo(total);
      }
    }
    // Not into the middle of the bar.
    warnings.forEach(Console.err()::println);
  }

  private static Published publish(Properties kafka, Stream<Document> documents) {
    Spliterator<Document> counted = documents.spliterator();
    try (DocumentPublisher publisher = new DocumentPublisher(kafka, "documents");
        // Of what comes out of a file the number is not known.
        Progress progress = new Progress("Publishing", counted.getExactSizeIfKnown())) {
      return publisher.publish(Spliterators.iterator(counted), progress::step);
    }
  }
}
