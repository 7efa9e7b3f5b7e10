package io.seine.message;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a record of the queries topic. A value that is not a JSON object is the text of the query.
 */
public final class QueryDecoder {
  /** The longest id, in characters: it becomes the key of the result. */
  private static final int MAX_ID_LENGTH = 512;

  private final QueryLimits limits;

  public QueryDecoder(QueryLimits limits) {
    this.limits = limits;
  }

  /**
   * The query that a record asks.
   *
   * @param nowMillis the time of decoding; a record that claims to be from later counts as from now
   * @throws InvalidRecordException when the record is not of the contract or asks for more than the
   *     limits allow; the message says which
   */
  public Query decode(SourceRecord record, long nowMillis) throws InvalidRecordException {
    byte[] bytes = record.value();
    if (bytes == null) {
      throw new InvalidRecordException(
          ErrorCode.MISSING_TEXT, "The record has no value; a query is a text or a JSON object.");
    }
    if (bytes.length > limits.maxBytes()) {
      throw new InvalidRecordException(
          ErrorCode.TOO_LARGE,
          "The value has %d bytes; queries.max-bytes allows %d."
              .formatted(bytes.length, limits.maxBytes()));
    }
    String value = Json.decodeValue(bytes);
    JsonNode json =
        Json.looksLikeObject(value)
            ? Json.parse(value)
            : Json.MAPPER.createObjectNode().put("text", value);
    long deadline =
        number(json, "deadline_ms", limits.deadlineMillis(), 1, limits.maxDeadlineMillis());
    return new Query(
        id(json, record),
        text(json),
        (int) number(json, "k", limits.k(), 1, limits.maxK()),
        (int) number(json, "candidates", limits.candidates(), 1, limits.maxCandidates()),
        FilterParser.parse(json.path("filter"), limits.maxFilterValues()),
        Math.min(record.timestamp(), nowMillis) + deadline,
        reranking(json),
        choice(json, "retrieval", RetrievalMode.HYBRID),
        choice(json, "reading", limits.reading()),
        (int) number(json, "passages", limits.passages(), 1, Query.MAX_PASSAGES));
  }

  /**
   * The id of a query whose record could not be decoded: what can be read of it, else the key, else
   * the record's position. So even such a query gets a result that its sender can recognise.
   */
  public static String idOf(SourceRecord record) {
    byte[] bytes = record.value();
    // A value of this size that could not be decoded is not worth a second look for its id.
    if (bytes != null && bytes.length <= 1 << 20) {
      try {
        String value = Json.decodeValue(bytes);
        if (Json.looksLikeObject(value)) {
          return id(Json.parse(value), record);
        }
      } catch (InvalidRecordException e) {
        // Its id is as unreadable as the rest.
        return fallbackId(record);
      }
    }
    return fallbackId(record);
  }

  private static String id(JsonNode json, SourceRecord record) throws InvalidRecordException {
    JsonNode node = json.path("id");
    if (node.isMissingNode() || node.isNull()) {
      return fallbackId(record);
    }
    if (!node.isTextual() && !node.isIntegralNumber()) {
      throw wrongType("id", node, "a string");
    }
    String id = node.asText();
    if (id.isEmpty()) {
      return fallbackId(record);
    }
    if (id.length() > MAX_ID_LENGTH) {
      throw new InvalidRecordException(
          ErrorCode.TOO_LARGE,
          "The id has %d characters; an id has at most %d.".formatted(id.length(), MAX_ID_LENGTH));
    }
    return id;
  }

  private static String fallbackId(SourceRecord record) {
    @Nullable String key = record.keyText();
    return key == null || key.isEmpty() || key.length() > MAX_ID_LENGTH ? record.position() : key;
  }

  private String text(JsonNode json) throws InvalidRecordException {
    JsonNode node = json.path("text");
    if (!node.isTextual() && !node.isMissingNode() && !node.isNull()) {
      throw wrongType("text", node, "a string");
    }
    String text = node.asText("").strip();
    if (text.isEmpty()) {
      throw new InvalidRecordException(ErrorCode.MISSING_TEXT, "The query has no text.");
    }
    if (text.length() > limits.maxTextLength()) {
      throw new InvalidRecordException(
          ErrorCode.TOO_LARGE,
          "The text has %d characters; queries.max-text-length allows %d."
              .formatted(text.length(), limits.maxTextLength()));
    }
    return text;
  }

  private static long number(JsonNode json, String field, long fallback, long min, long max)
      throws InvalidRecordException {
    JsonNode node = json.path(field);
    if (node.isMissingNode() || node.isNull()) {
      return fallback;
    }
    if (!node.isIntegralNumber()) {
      throw wrongType(field, node, "a whole number");
    }
    if (!node.canConvertToLong() || node.longValue() < min || node.longValue() > max) {
      throw new InvalidRecordException(
          ErrorCode.OUT_OF_RANGE,
          "%s is %s; it is from %d to %d.".formatted(field, node, min, max));
    }
    return node.longValue();
  }

  private Reranking reranking(JsonNode json) throws InvalidRecordException {
    JsonNode node = json.path("rerank");
    if (node.isMissingNode() || node.isNull()) {
      return limits.rerank();
    }
    if (node.isBoolean()) {
      if (!node.booleanValue()) {
        return Reranking.OFF;
      }
      return limits.rerank() == Reranking.OFF ? Reranking.FUSED : limits.rerank();
    }
    if (!node.isTextual()) {
      throw wrongType("rerank", node, "true, false, or one of " + codes());
    }
    return Arrays.stream(Reranking.values())
        .filter(reranking -> reranking.code().equals(node.asText()))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidRecordException(
                    ErrorCode.OUT_OF_RANGE,
                    "rerank is " + node + "; it is true, false, or one of " + codes() + "."));
  }

  private static String codes() {
    return Arrays.stream(Reranking.values()).map(Reranking::code).collect(Collectors.joining(", "));
  }

  private static <E extends Enum<E>> E choice(JsonNode json, String field, E fallback)
      throws InvalidRecordException {
    JsonNode node = json.path(field);
    if (node.isMissingNode() || node.isNull()) {
      return fallback;
    }
    E[] choices = fallback.getDeclaringClass().getEnumConstants();
    for (E choice : choices) {
      if (name(choice).equals(node.asText())) {
        return choice;
      }
    }
    String names = Arrays.stream(choices).map(QueryDecoder::name).collect(Collectors.joining(", "));
    throw new InvalidRecordException(
        ErrorCode.OUT_OF_RANGE, "%s is %s; it is one of %s.".formatted(field, node, names));
  }

  private static String name(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }

  private static InvalidRecordException wrongType(String field, JsonNode node, String expected) {
    return new InvalidRecordException(
        ErrorCode.WRONG_TYPE,
        "%s is %s; it has to be %s.".formatted(field, Json.typeOf(node), expected));
  }
}
