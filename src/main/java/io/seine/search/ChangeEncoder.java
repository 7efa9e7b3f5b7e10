package io.seine.search;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Writes the two lines of a bulk request that make up a change. */
final class ChangeEncoder {
  private final MetadataTypes metadata;

  ChangeEncoder(MetadataTypes metadata) {
    this.metadata = metadata;
  }

  byte[] upsert(IndexedDocument document) {
    return lines(
        document.id(),
        document.version(),
        json -> {
          json.writeBooleanField(IndexSchema.LIVE, true);
          json.writeStringField(IndexSchema.ID, document.id());
          json.writeStringField("title", document.title());
          json.writeStringField("text", document.text());
          json.writeFieldName("vector");
          json.writeObject(document.vector());
          json.writeArrayFieldStart("passages");
          for (IndexedPassage passage : document.passages()) {
            json.writeStartObject();
            json.writeStringField("text", passage.text());
            json.writeNumberField("start", passage.start());
            json.writeNumberField("end", passage.end());
            json.writeFieldName("vector");
            json.writeObject(passage.vector());
            json.writeEndObject();
          }
          json.writeEndArray();
          if (!document.keptVectors().isEmpty()) {
            json.writeBinaryField(IndexSchema.VECTORS, KeyedVectors.encode(document.keptVectors()));
          }
          writeMetadata(json, "metadata", document.metadata(), true);
          writeMetadata(json, "other", document.metadata(), false);
        });
  }

  byte[] tombstone(String id, long version, long nowMillis) {
    return lines(id, version, json -> json.writeNumberField("deleted_at", nowMillis));
  }

  private void writeMetadata(
      JsonGenerator json, String field, Map<String, Object> values, boolean declared)
      throws IOException {
    json.writeObjectFieldStart(field);
    for (Map.Entry<String, Object> value : values.entrySet()) {
      if (metadata.declares(value.getKey()) == declared) {
        json.writeObjectField(value.getKey(), value.getValue());
      }
    }
    json.writeEndObject();
  }

  @FunctionalInterface
  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private static byte[] lines(String id, long version, Fields fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = SearchConnection.JSON.createGenerator(out)) {
      json.setRootValueSeparator(null);
      json.writeStartObject();
      json.writeObjectFieldStart("index");
      json.writeStringField("_id", id);
      json.writeNumberField("version", version);
      json.writeStringField("version_type", "external_gte");
      json.writeEndObject();
      json.writeEndObject();
      json.writeRaw('\n');
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
