package io.seine.cli.corpus;

import io.seine.message.Document;
import java.util.List;
import java.util.stream.Stream;
import org.jsoup.Jsoup;

/**
 * The configuration reference of Kafka and Flink as documents, one an option, taken from the
 * libraries on the class path: a corpus that every machine with this project has, and whose readers
 * are its users.
 */
public final class ConfigurationReference {
  private ConfigurationReference() {}

  /** All options of both, in the same order every time. */
  public static List<Document> documents() {
    return Stream.concat(KafkaReference.documents().stream(), FlinkReference.documents().stream())
        .toList();
  }

  /** The text of a description in HTML. */
  static String plain(String html) {
    return Jsoup.parse(html).text();
  }

  /** What a reader asks of an option besides what it does. */
  static String typeAndDefault(String type, String defaultValue) {
    return defaultValue.isEmpty()
        ? "Its type is " + type + "; it has no default."
        : "Its type is " + type + ", its default " + defaultValue + ".";
  }
}
