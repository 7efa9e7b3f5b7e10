package io.seine.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.message.Condition;
import io.seine.message.MetadataType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Creates the index behind its alias, and checks that an index is the one that a job is for. */
public final class IndexAdmin {
  private static final String FIRST_INDEX_SUFFIX = "-000001";

  private final SearchConnection connection;

  public IndexAdmin(SearchConnection connection) {
    this.connection = connection;
  }

  /**
   * Creates the index, or sees that the one behind the alias is made for the same. Metadata fields
   * that are new are added to it.
   *
   * @throws FatalSearchException when the index is made for something else; the message says what
   *     differs and what to do
   */
  public void prepare(IndexSchema schema) {
    if (!exists()) {
      ObjectNode body = schema.body();
      body.putObject("aliases").putObject(connection.alias()).put("is_write_index", true);
      connection.ask("PUT", "/" + connection.alias() + FIRST_INDEX_SUFFIX, body);
      return;
    }
    JsonNode meta = meta();
    verify(meta, schema.biEncoderId(), schema.biEncoderHash());
    requireEqual("index.language", schema.language().code(), meta.path("language").asText());
    requireEqual("index.vectors", schema.vectors().code(), meta.path("vectors").asText());
    Map<String, MetadataType> declared = metadataOf(meta);
    schema
        .metadata()
        .forEach(
            (name, type) -> {
              MetadataType other = declared.putIfAbsent(name, type);
              if (other != null && other != type) {
                throw mismatch(
                    "index.metadata declares %s as %s, and the index has it as %s"
                        .formatted(name, type, other));
              }
            });
    ObjectNode update = SearchConnection.JSON.createObjectNode();
    ObjectNode updatedMeta = meta.deepCopy();
    ObjectNode types = updatedMeta.putObject("metadata");
    declared.forEach((name, type) -> types.put(name, type.name().toLowerCase(Locale.ROOT)));
    update.putObject("_meta").set("seine", updatedMeta);
    update
        .putObject("properties")
        .putObject("metadata")
        .set("properties", schema.metadataProperties());
    connection.ask("PUT", "/" + connection.alias() + "/_mapping", update);
  }

  private void requireEqual(String setting, String wanted, String made) {
    if (!made.equals(wanted)) {
      throw mismatch("%s is %s, and the index was made for %s".formatted(setting, wanted, made));
    }
  }

  /**
   * Checks that the index holds the vectors of this bi-encoder and no other.
   *
   * @throws FatalSearchException when it does not, or there is no index; the message says what to
   *     do
   */
  public void verify(String biEncoderId, String biEncoderHash) {
    verify(meta(), biEncoderId, biEncoderHash);
  }

  /** The metadata that the index declares. */
  public MetadataTypes declaredMetadata() {
    return new MetadataTypes(metadataOf(meta()));
  }

  /** What has to be known of the index to search it. */
  public IndexContents contents() {
    JsonNode meta = meta();
    boolean quantised = meta.path("vectors").asText().equals(VectorStorage.QUANTISED.code());
    return new IndexContents(
        new MetadataTypes(metadataOf(meta)),
        quantised ? VectorStorage.QUANTISED : VectorStorage.FLOAT);
  }

  /** Whether the index has a place for the vectors that {@link DocumentLookup} finds. */
  public boolean keepsVectors() {
    return mappings().path("properties").has(IndexSchema.VECTORS);
  }

  /** How many documents the index holds and can find. */
  public long countDocuments() {
    return countDocuments(List.of());
  }

  /** As {@link #countDocuments()}, of those that all of these conditions hold for. */
  public long countDocuments(List<Condition> filter) {
    ObjectNode query = SearchConnection.JSON.createObjectNode();
    ObjectNode bool = query.putObject("query").putObject("bool");
    bool.putObject("must_not").putObject("exists").put("field", "deleted_at");
    ObjectNode translated = FilterTranslator.translate(filter);
    if (translated != null) {
      bool.set("filter", translated);
    }
    return connection
        .ask("POST", "/" + connection.alias() + "/_count", query)
        .json()
        .path("count")
        .asLong();
  }

  /** Merges the index into one segment, and makes everything in it findable. */
  public void merge() {
    connection.ask(
        "POST", "/" + connection.alias() + "/_forcemerge", Map.of("max_num_segments", "1"), null);
    connection.ask("POST", "/" + connection.alias() + "/_refresh", null);
  }

  /** How large the index is on disk. */
  public long bytes() {
    return connection
        .ask("GET", "/" + connection.alias() + "/_stats/store", null)
        .json()
        .at("/_all/primaries/store/size_in_bytes")
        .asLong();
  }

  private boolean exists() {
    SearchConnection.Answer answer =
        connection.answer("GET", "/_alias/" + connection.alias(), Map.of(), null);
    if (answer.status() == 404) {
      return false;
    }
    connection.throwUnlessDone(answer);
    return true;
  }

  private JsonNode mappings() {
    JsonNode mappings = connection.ask("GET", "/" + connection.alias() + "/_mapping", null).json();
    if (mappings.size() != 1) {
      throw new FatalSearchException(
          "The alias '%s' stands for %d indexes; it has to stand for one."
              .formatted(connection.alias(), mappings.size()));
    }
    return mappings.elements().next().path("mappings");
  }

  private JsonNode meta() {
    JsonNode meta = mappings().path("_meta").path("seine");
    if (meta.isMissingNode()) {
      throw new FatalSearchException(
          "The index behind '%s' was not made by prepare-index. Choose another index.alias."
              .formatted(connection.alias()));
    }
    return meta;
  }

  private void verify(JsonNode meta, String biEncoderId, String biEncoderHash) {
    int version = meta.path("schema_version").asInt();
    if (version != IndexSchema.VERSION) {
      throw mismatch(
          "it has schema version %d, and this is a Seine for version %d"
              .formatted(version, IndexSchema.VERSION));
    }
    JsonNode biEncoder = meta.path("bi_encoder");
    if (!biEncoder.path("hash").asText().equals(biEncoderHash)) {
      throw mismatch(
          "bi-encoder.model is %s (%s), and it holds vectors of %s (%s), which cannot be compared"
              .formatted(
                  biEncoderId,
                  biEncoderHash,
                  biEncoder.path("id").asText(),
                  biEncoder.path("hash").asText()));
    }
  }

  private FatalSearchException mismatch(String difference) {
    return new FatalSearchException(
        "The index behind '%s' does not fit: %s. Either go back to what it was made for, or choose another index.alias, run prepare-index, and index the documents topic again into it."
            .formatted(connection.alias(), difference));
  }

  private static Map<String, MetadataType> metadataOf(JsonNode meta) {
    Map<String, MetadataType> types = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : meta.path("metadata").properties()) {
      types.put(
          field.getKey(), MetadataType.valueOf(field.getValue().asText().toUpperCase(Locale.ROOT)));
    }
    return types;
  }
}
