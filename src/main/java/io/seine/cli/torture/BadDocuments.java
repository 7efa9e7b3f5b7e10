package io.seine.cli.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seine.message.DocumentDecoder;
import io.seine.message.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records of the documents topic that are bad, one for each way. */
final class BadDocuments {
  /** What {@code documents.max-bytes} has to be for {@link #all}. */
  static final int MAX_BYTES = 20_000;

  private static final String KEY = "bad";

  private BadDocuments() {}

  /** All of them. */
  static List<DocumentWrite> all() {
    return List.of(
        bad(KEY, "{\"text\": ", ErrorCode.NOT_JSON),
        bad(KEY, "{\"text\": \"x\"} {}", ErrorCode.NOT_JSON),
        bad(KEY, new byte[] {'{', (byte) 0xFF, '}'}, ErrorCode.NOT_UTF8),
        bad(KEY, "{\"text\": 5}", ErrorCode.WRONG_TYPE),
        bad(KEY, "{\"text\": \"x\", \"metadata\": {\"shelf\": {}}}", ErrorCode.WRONG_TYPE),
        bad(KEY, "{\"text\": \"x\", \"version\": \"7\"}", ErrorCode.WRONG_TYPE),
        bad(null, "{\"text\": \"x\"}", ErrorCode.MISSING_ID),
        bad("", "{\"text\": \"x\"}", ErrorCode.MISSING_ID),
        bad(KEY, "{\"text\": \" \"}", ErrorCode.MISSING_TEXT),
        bad(KEY, "", ErrorCode.MISSING_TEXT),
        bad(KEY, "x".repeat(MAX_BYTES + 1), ErrorCode.TOO_LARGE),
        bad("k".repeat(DocumentDecoder.MAX_ID_BYTES + 1), "x", ErrorCode.TOO_LARGE),
        bad(
            KEY,
            "{\"text\": \"x\", \"metadata\": {\"year\": \"soon\"}}",
            ErrorCode.INVALID_METADATA),
        bad(KEY, "{\"text\": \"x\", \"version\": -3}", ErrorCode.OUT_OF_RANGE),
        // In small letters it is a date for Java, and none for the index.
        bad(
            KEY,
            "{\"text\": \"x\", \"metadata\": {\"day\": \"2026-01-31t12:00:00z\"}}",
            ErrorCode.REFUSED_BY_INDEX));
  }

  private static DocumentWrite bad(@Nullable String key, String value, ErrorCode error) {
    return bad(key, value.getBytes(UTF_8), error);
  }

  private static DocumentWrite bad(@Nullable String key, byte[] value, ErrorCode error) {
    return new DocumentWrite(
        DocumentWrite.Kind.BAD, key == null ? null : key.getBytes(UTF_8), value, null, error);
  }
}
