package io.seine.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.message.Condition;
import io.seine.message.MetadataType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Creates the index behind its alias, and checks that an index is the one that a job is for. */
public final class IndexAdmin {
  static final String FIRST_INDEX_SUFFIX = "-000001";

  private final SearchConnection connection;
  private final String alias;

  /** Of the index behind the connection's alias. */
  public IndexAdmin(SearchConnection connection) {
    this(connection, connection.alias());
  }

  IndexAdmin(SearchConnection connection, String alias) {
    this.connection = connection;
    this.alias = alias;
  }

  /**
   * Creates the index, or sees that the one behind the alias is made for the same. Metadata fields
   * that are new are added to it, and the alias of its bi-encoder if it has none.
   *
   * @return the metadata fields that were added to an index that stood already
   * @throws FatalSearchException when the index is made for something else; the message says what
   *     differs and what to do
   */
  public Set<String> prepare(IndexSchema schema) {
    if (!exists()) {
      ObjectNode body = schema.body();
      ObjectNode aliases = body.putObject("aliases");
      aliases.putObject(alias).put("is_write_index", true);
      aliases.putObject(ModelAlias.of(alias, schema.biEncoderHash()));
      connection.ask("PUT", "/" + alias + FIRST_INDEX_SUFFIX, body);
      return Set.of();
    }
    JsonNode meta = meta();
    verify(meta, schema.biEncoderId(), schema.biEncoderHash());
    requireEqual("index.language", schema.language().code(), meta.path("language").asText());
    requireEqual("index.vectors", schema.vectors().code(), meta.path("vectors").asText());
    Map<String, MetadataType> declared = metadataOf(meta);
    Set<String> added = new TreeSet<>(schema.metadata().keySet());
    added.removeAll(declared.keySet());
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
    connection.ask("PUT", "/" + alias + "/_mapping", update);
    giveModelAlias(schema.biEncoderHash());
    return added;
  }

  private void giveModelAlias(String hash) {
    String modelAlias = ModelAlias.of(alias, hash);
    if (!new IndexAdmin(connection, modelAlias).exists()) {
      connection.ask("PUT", "/%s/_alias/%s".formatted(index(), modelAlias), null);
    }
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

  /**
   * As {@link #verify}, for a job: the alias of this one is that of a bi-encoder, which never
   * moves.
   *
   * @param publicAlias behind which the index stands that queries are answered from; it tells what
   *     is wrong when there is none of this bi-encoder
   */
  public void verifyModelAlias(String publicAlias, String biEncoderId, String biEncoderHash) {
    SearchConnection.Answer answer =
        connection.answer("GET", "/" + alias + "/_mapping", Map.of(), null);
    if (answer.status() == 404) {
      new IndexAdmin(connection, publicAlias).verify(biEncoderId, biEncoderHash);
      throw new FatalSearchException(
          "The index behind '%s' does not have the alias '%s', by which jobs know the index of their bi-encoder whatever '%s' comes to stand for. Run prepare-index once more, with the same settings: it adds the alias."
              .formatted(publicAlias, alias, publicAlias));
    }
    connection.throwUnlessDone(answer);
    verify(meta(answer.json()), biEncoderId, biEncoderHash);
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
    return only(mappings()).getValue().path("mappings").path("properties").has(IndexSchema.VECTORS);
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
    return connection.ask("POST", "/" + alias + "/_count", query).json().path("count").asLong();
  }

  /** Merges the index into one segment, and makes everything in it findable. */
  public void merge() {
    connection.ask("POST", "/" + alias + "/_forcemerge", Map.of("max_num_segments", "1"), null);
    connection.ask("POST", "/" + alias + "/_refresh", null);
  }

  /** How large the index is on disk. */
  public long bytes() {
    return statistic("store", "size_in_bytes");
  }

  /** How many changes the index has taken since its node has it open. */
  public long writes() {
    return statistic("indexing", "index_total");
  }

  private long statistic(String group, String name) {
    return connection
        .ask("GET", "/" + alias + "/_stats/" + group, null)
        .json()
        .at("/_all/primaries/" + group + "/" + name)
        .asLong();
  }

  private boolean exists() {
    SearchConnection.Answer answer = connection.answer("GET", "/_alias/" + alias, Map.of(), null);
    if (answer.status() == 404) {
      return false;
    }
    connection.throwUnlessDone(answer);
    return true;
  }

  /** The bi-encoder that the index is made for. */
  IndexMove.Model model() {
    JsonNode meta = meta();
    requireVersion(meta);
    JsonNode biEncoder = meta.path("bi_encoder");
    return new IndexMove.Model(
        biEncoder.path("id").asText(),
        biEncoder.path("hash").asText(),
        meta.path("dimension").asInt());
  }

  /** Changes what the index says of itself. */
  void changeMeta(Consumer<ObjectNode> change) {
    ObjectNode meta = meta().deepCopy();
    change.accept(meta);
    ObjectNode update = SearchConnection.JSON.createObjectNode();
    update.putObject("_meta").set("seine", meta);
    connection.ask("PUT", "/" + alias + "/_mapping", update);
  }

  /** The name of the index itself. */
  String index() {
    return only(mappings()).getKey();
  }

  private JsonNode meta() {
    return meta(mappings());
  }

  private JsonNode mappings() {
    return connection.ask("GET", "/" + alias + "/_mapping", null).json();
  }

  private Map.Entry<String, JsonNode> only(JsonNode mappings) {
    if (mappings.size() != 1) {
      throw new FatalSearchException(
          "The alias '%s' stands for %d indexes; it has to stand for one."
              .formatted(alias, mappings.size()));
    }
    return mappings.properties().iterator().next();
  }

  private JsonNode meta(JsonNode mappings) {
    JsonNode meta = only(mappings).getValue().path("mappings").path("_meta").path("seine");
    if (meta.isMissingNode()) {
      throw new FatalSearchException(
          "The index behind '%s' was not made by prepare-index. Choose another index.alias."
              .formatted(alias));
    }
    return meta;
  }

  private void verify(JsonNode meta, String biEncoderId, String biEncoderHash) {
    requireVersion(meta);
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

  private void requireVersion(JsonNode meta) {
    int version = meta.path("schema_version").asInt();
    if (version != IndexSchema.VERSION) {
      throw mismatch(
          "it has schema version %d, and this is a Seine for version %d"
              .formatted(version, IndexSchema.VERSION));
    }
  }

  private FatalSearchException mismatch(String difference) {
    return new FatalSearchException(
        "The index behind '%s' does not fit: %s. Either go back to what it was made for, or choose another index.alias, run prepare-index, and index the documents topic again into it; to another bi-encoder a running system moves by seine reindex."
            .formatted(alias, difference));
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
