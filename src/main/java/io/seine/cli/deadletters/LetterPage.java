package io.seine.cli.deadletters;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.seine.cli.terminal.Printable;
import io.seine.message.RecordHeader;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Everything about one letter, on as much room as a person reads. */
public final class LetterPage {
  /** More of a text than this is not shown. */
  private static final int SHOWN_CHARACTERS = 4_000;

  private static final int NAME = 200;

  /** Takes no JSON of which something would be lost. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private LetterPage() {}

  /** The page, its last line without an end. */
  public static String text(Letter letter) {
    StringBuilder out = new StringBuilder();
    out.append(
        "Letter %s of %s, written %s%n"
            .formatted(
                letter.position(),
                letter.record().topic(),
                Instant.ofEpochMilli(letter.record().timestamp())));
    field(out, "code", letter.code());
    field(out, "message", letter.message());
    field(out, "job", letter.job());
    field(out, "stage", letter.stage());
    Long publishedAt = letter.publishedAt();
    field(
        out,
        "record",
        LetterLine.origin(letter)
            + (publishedAt == null ? "" : ", published " + Instant.ofEpochMilli(publishedAt)));
    String leftOut = letter.leftOut();
    if (leftOut != null) {
      field(out, "left out", leftOut + ": too large for a letter; read them where the record is");
    }
    out.append("Headers: ").append(letter.record().headers().size()).append('\n');
    for (RecordHeader header : letter.record().headers()) {
      section(out, Printable.line(header.key(), NAME), header.value(), "  ");
    }
    section(out, "Key", letter.record().key(), "");
    section(out, "Value", letter.record().value(), "");
    return out.toString().stripTrailing();
  }

  private static void field(StringBuilder out, String name, String value) {
    out.append("  %-8s ".formatted(name)).append(Printable.line(value, SHOWN_CHARACTERS));
    out.append('\n');
  }

  private static void section(
      StringBuilder out, String name, byte @Nullable [] bytes, String indent) {
    if (bytes == null) {
      out.append(indent).append(name).append(": none (null)\n");
      return;
    }
    String text = Printable.utf8(bytes);
    String json = text == null ? null : indentedJson(text);
    String form =
        text == null ? ", not UTF-8; they begin with" : json == null ? "" : ", JSON, indented here";
    out.append("%s%s: %d bytes%s%n".formatted(indent, name, bytes.length, form));
    String content =
        json != null ? shown(json) : text != null ? shown(text) : Printable.hexDump(bytes);
    content.lines().forEach(line -> out.append(indent).append("  ").append(line).append('\n'));
  }

  private static String shown(String text) {
    String head = Printable.cut(text, SHOWN_CHARACTERS);
    int rest = text.codePointCount(head.length(), text.length());
    return Printable.block(head) + (rest == 0 ? "" : "\n… and " + rest + " characters more");
  }

  /** With a line for each field; null when the text is no object of JSON. */
  private static @Nullable String indentedJson(String text) {
    if (!text.startsWith("{")) {
      return null;
    }
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(JSON.readTree(text));
    } catch (JsonProcessingException e) {
      return null;
    }
  }
}
