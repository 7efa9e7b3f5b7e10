package io.seine.message;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a record of the documents topic. A value that is not a JSON object is the text of the
 * document; a null value deletes it.
 */
public final class DocumentDecoder {
  /** The longest id, in bytes of UTF-8, that the index takes. */
  public static final int MAX_ID_BYTES = 512;

  private final OffsetVersions offsetVersions;
  private final int maxBytes;
  private final JsonPointer id;
  private final JsonPointer title;
  private final JsonPointer text;
  private final JsonPointer version;
  private final JsonPointer deleted;
  private final JsonPointer metadataObject;
  private final Map<String, JsonPointer> metadataFields;

  /**
   * @param offsetVersions of documents that bring no version
   * @param maxBytes the largest value that is read, in bytes
   */
  public DocumentDecoder(DocumentFields fields, OffsetVersions offsetVersions, int maxBytes) {
    this.offsetVersions = offsetVersions;
    this.maxBytes = maxBytes;
    this.id = DocumentFields.compile(fields.id());
    this.title = DocumentFields.compile(fields.title());
    this.text = DocumentFields.compile(fields.text());
    this.version = DocumentFields.compile(fields.version());
    this.deleted = DocumentFields.compile(fields.deleted());
    boolean object = fields.metadata().isEmpty() || fields.metadata().startsWith("/");
    this.metadataObject = DocumentFields.compile(object ? fields.metadata() : "");
    this.metadataFields = object ? Map.of() : DocumentFields.metadataPointers(fields.metadata());
  }

  /**
   * The change that a record asks for.
   *
   * @throws InvalidRecordException when the record is not of the contract; the message says what is
   *     wrong with it
   */
  public DocumentChange decode(SourceRecord record) throws InvalidRecordException {
    byte[] bytes = record.value();
    if (bytes == null) {
      if (record.header(DeadLetter.LEFT_OUT) != null) {
        // Published again as it is, it would delete the document that it had no room for.
        throw new InvalidRecordException(
            ErrorCode.MISSING_TEXT,
            "This is a dead letter without its record's value; ./seine dead-letters replay reads that where it was published.");
      }
      return new DocumentChange.Delete(record, offsetVersions.of(record), checkedId(keyOf(record)));
    }
    if (bytes.length > maxBytes) {
      throw new InvalidRecordException(
          ErrorCode.TOO_LARGE,
          "The value has %d bytes; documents.max-bytes allows %d."
              .formatted(bytes.length, maxBytes));
    }
    String value = Json.decodeValue(bytes);
    if (!Json.looksLikeObject(value)) {
      return upsert(
          record, checkedId(keyOf(record)), offsetVersions.of(record), "", value, Map.of());
    }
    JsonNode json = Json.parse(value);
    String documentId = checkedId(id.matches() ? keyOf(record) : idIn(json));
    long documentVersion =
        version.matches() ? offsetVersions.of(record) : versionIn(json, offsetVersions.of(record));
    if (!deleted.matches() && json.at(deleted).asBoolean(false)) {
      return new DocumentChange.Delete(record, documentVersion, documentId);
    }
    return upsert(
        record,
        documentId,
        documentVersion,
        string(json, title, "title"),
        string(json, text, "text"),
        metadataIn(json));
  }

  private static DocumentChange upsert(
      SourceRecord record,
      String id,
      long version,
      String title,
      String text,
      Map<String, Object> metadata)
      throws InvalidRecordException {
    if (title.isBlank() && text.isBlank()) {
      throw new InvalidRecordException(
          ErrorCode.MISSING_TEXT,
          "The document has neither text nor title; there is nothing to find.");
    }
    return new DocumentChange.Upsert(record, version, new Document(id, title, text, metadata));
  }

  private static @Nullable String keyOf(SourceRecord record) throws InvalidRecordException {
    byte[] key = record.key();
    return key == null ? null : Json.decodeKey(key);
  }

  private @Nullable String idIn(JsonNode json) throws InvalidRecordException {
    Object value = Json.scalar(json.at(id));
    if (value == null && !json.at(id).isMissingNode() && !json.at(id).isNull()) {
      throw wrongType("id", json.at(id), "a string or a number");
    }
    return value == null ? null : value.toString();
  }

  private String checkedId(@Nullable String candidate) throws InvalidRecordException {
    if (candidate == null || candidate.isEmpty()) {
      throw new InvalidRecordException(
          ErrorCode.MISSING_ID,
          id.matches()
              ? "The record has no key, and the key is the document's id."
              : "There is no id at " + id + ".");
    }
    int length = candidate.getBytes(StandardCharsets.UTF_8).length;
    if (length > MAX_ID_BYTES) {
      throw new InvalidRecordException(
          ErrorCode.TOO_LARGE,
          "The id has %d bytes; an id has at most %d.".formatted(length, MAX_ID_BYTES));
    }
    return candidate;
  }

  private long versionIn(JsonNode json, long offset) throws InvalidRecordException {
    JsonNode node = json.at(version);
    if (node.isMissingNode() || node.isNull()) {
      return offset;
    }
    if (!node.isIntegralNumber()) {
      throw wrongType("version", node, "a whole number");
    }
    if (!node.canConvertToLong() || node.longValue() < 0) {
      throw new InvalidRecordException(
          ErrorCode.OUT_OF_RANGE,
          "version is " + node + "; it is from 0 to " + Long.MAX_VALUE + ".");
    }
    return node.longValue();
  }

  private static String string(JsonNode json, JsonPointer pointer, String field)
      throws InvalidRecordException {
    if (pointer.matches()) {
      return "";
    }
    JsonNode node = json.at(pointer);
    if (node.isMissingNode() || node.isNull()) {
      return "";
    }
    if (!node.isTextual()) {
      throw wrongType(field, node, "a string");
    }
    return node.textValue();
  }

  private Map<String, Object> metadataIn(JsonNode json) throws InvalidRecordException {
    Map<String, Object> metadata = new LinkedHashMap<>();
    if (!metadataFields.isEmpty()) {
      for (Map.Entry<String, JsonPointer> field : metadataFields.entrySet()) {
        put(metadata, field.getKey(), json.at(field.getValue()));
      }
    } else if (!metadataObject.matches()) {
      JsonNode object = json.at(metadataObject);
      if (!object.isObject() && !object.isMissingNode() && !object.isNull()) {
        throw wrongType("metadata", object, "an object");
      }
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        put(metadata, field.getKey(), field.getValue());
      }
    }
    return metadata;
  }

  private static void put(Map<String, Object> metadata, String name, JsonNode node)
      throws InvalidRecordException {
    if (node.isMissingNode() || node.isNull()) {
      return;
    }
    if (!node.isArray()) {
      metadata.put(name, value(name, node));
      return;
    }
    List<Object> values = new ArrayList<>();
    for (JsonNode element : node) {
      if (!element.isNull()) {
        values.add(value(name, element));
      }
    }
    metadata.put(name, values);
  }

  private static Object value(String name, JsonNode node) throws InvalidRecordException {
    Object value = Json.scalar(node);
    if (value == null) {
      throw wrongType(
          "metadata." + name, node, "a string, a number of 64 bits, a boolean, or a list of these");
    }
    return value;
  }

  private static InvalidRecordException wrongType(String field, JsonNode node, String expected) {
    return new InvalidRecordException(
        ErrorCode.WRONG_TYPE,
        "%s is %s; it has to be %s.".formatted(field, Json.typeOf(node), expected));
  }
}
