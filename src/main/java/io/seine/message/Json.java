package io.seine.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as Seine reads and writes it: UTF-8, bounded in depth, and with nothing after the value. */
final class Json {
  /** Deeper nesting than any document needs; beyond it a record is refused rather than parsed. */
  private static final int MAX_DEPTH = 64;

  /** Longer than any number that means something; a longer one costs quadratic time to parse. */
  private static final int MAX_NUMBER_LENGTH = 100;

  static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER_LENGTH)
                          // The size of a record is limited before it is parsed.
                          .maxStringLength(Integer.MAX_VALUE)
                          .build())
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  /** The text of a key, as it is: keys that differ name different things. */
  static String decodeKey(byte[] key) throws InvalidRecordException {
    return decodeUtf8(key, "key");
  }

  /** The text of a value, without the byte order mark that some editors begin it with. */
  static String decodeValue(byte[] value) throws InvalidRecordException {
    String text = decodeUtf8(value, "value");
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static String decodeUtf8(byte[] bytes, String what) throws InvalidRecordException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidRecordException(
          ErrorCode.NOT_UTF8, "The " + what + " is not UTF-8. Publish text and JSON as UTF-8.");
    }
  }

  /** Whether a value is to be read as JSON; every other value is plain text. */
  static boolean looksLikeObject(String value) {
    return value.stripLeading().startsWith("{");
  }

  static JsonNode parse(String value) throws InvalidRecordException {
    try {
      JsonNode json = MAPPER.readTree(value);
      // Only an escape can stand for half a character: the bytes were UTF-8.
      if (value.contains("\\ud") || value.contains("\\uD")) {
        requireWholeCharacters(json);
      }
      return json;
    } catch (JsonProcessingException e) {
      throw new InvalidRecordException(
          ErrorCode.NOT_JSON,
          "The value begins with '{' but is not one JSON object: " + e.getOriginalMessage());
    }
  }

  /**
   * A string with half a surrogate pair in it can be written nowhere: not as UTF-8, not as CBOR.
   */
  private static void requireWholeCharacters(JsonNode json) throws InvalidRecordException {
    for (Map.Entry<String, JsonNode> member : json.properties()) {
      requireWholeCharacters(member.getKey());
    }
    if (json.isTextual()) {
      requireWholeCharacters(json.textValue());
    }
    for (JsonNode child : json) {
      requireWholeCharacters(child);
    }
  }

  private static void requireWholeCharacters(String text) throws InvalidRecordException {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new InvalidRecordException(
          ErrorCode.NOT_UTF8,
          "The value escapes half of a surrogate pair (\\uD800 to \\uDFFF), which is no character.");
    }
  }

  /** A short name of what a node holds, for messages. */
  static String typeOf(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "an array";
      case OBJECT -> "an object";
      case STRING -> "a string";
      case NUMBER -> node.isIntegralNumber() ? "a whole number" : "a number";
      case BOOLEAN -> "a boolean";
      default -> "null";
    };
  }

  /**
   * A single metadata or filter value as a String, Long, Double or Boolean; null when the node is
   * none of these.
   */
  static @Nullable Object scalar(JsonNode node) {
    if (node.isTextual()) {
      return node.textValue();
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      return node.longValue();
    }
    if (node.isNumber() && Double.isFinite(node.doubleValue())) {
      return node.doubleValue();
    }
    return null;
  }
}
