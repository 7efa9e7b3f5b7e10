package io.seine.cli.deadletters;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.cli.terminal.Printable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** A letter in one line: for people, or as JSON. */
public final class LetterLine {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int NAME = 60;
  private static final int KEY = 40;
  private static final int MESSAGE = 120;

  private LetterLine() {}

  /** Position, time, code, stage, where the record came from, key, and the message shortened. */
  public static String text(Letter letter) {
    byte[] key = letter.record().key();
    return "%s  %s  %s  %s  %s  %s  %s"
        .formatted(
            letter.position(),
            Instant.ofEpochMilli(letter.record().timestamp()).truncatedTo(ChronoUnit.SECONDS),
            Printable.line(letter.code(), NAME),
            Printable.line(letter.stage(), NAME),
            Printable.line(origin(letter), 3 * NAME),
            key == null ? "(no key)" : Printable.line(keyText(key), KEY),
            Printable.line(letter.message(), MESSAGE));
  }

  /** The letter without its value, as an object of JSON. */
  public static ObjectNode json(Letter letter) {
    Origin origin = letter.origin();
    byte[] value = letter.record().value();
    ObjectNode json =
        JSON.createObjectNode()
            .put("letter", letter.position().toString())
            .put("time", Instant.ofEpochMilli(letter.record().timestamp()).toString())
            .put("code", letter.code())
            .put("message", letter.message())
            .put("job", letter.job())
            .put("stage", letter.stage())
            .put("topic", letter.topic())
            .put("partition", origin == null ? null : (Integer) origin.partition())
            .put("offset", origin == null ? null : (Long) origin.offset())
            .put("timestamp", letter.publishedAt())
            .put("key", letter.record().keyText())
            .put("value_bytes", value == null ? null : (Integer) value.length);
    return letter.isWhole() ? json : json.put("left_out", letter.leftOut());
  }

  static String origin(Letter letter) {
    @Nullable Origin origin = letter.origin();
    return origin == null ? "?" : origin.toString();
  }

  private static String keyText(byte[] key) {
    String text = Printable.utf8(key);
    return text == null ? "(not UTF-8)" : text.isEmpty() ? "(empty key)" : text;
  }
}
