package io.seine.search;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.message.MetadataType;
import java.util.Locale;
import java.util.Map;

/**
 * What an index is made for.
 *
 * @param dimension of the bi-encoder's vectors
 * @param biEncoderHash tells the bi-encoder apart from every other: vectors of two are never mixed
 * @param language of the keyword search
 * @param vectors how the graph of vectors holds them
 * @param refreshMillis how long a change may take until it can be found
 * @param hnswM links per node of the vector graph (Malkov and Yashunin, 2018)
 * @param hnswEfConstruction how many neighbours are looked at when a node is linked
 */
public record IndexSchema(
    int dimension,
    String biEncoderId,
    String biEncoderHash,
    Map<String, MetadataType> metadata,
    Language language,
    VectorStorage vectors,
    int shards,
    int replicas,
    int refreshMillis,
    int hnswM,
    int hnswEfConstruction) {

  /** The layout of the mapping; an index of another version has to be built anew. */
  static final int VERSION = 3;

  /**
   * The most passages of one document, as OpenSearch has it. A bulk request with the vectors of
   * many more would be larger than what it takes at once (100 MB).
   */
  public static final int MAX_PASSAGES = 10_000;

  /**
   * The field that holds a document's vectors once more, each with a key that says what it was made
   * of: those of the vector fields cannot be read back. An index that was made before there was
   * such a field lacks it, and cannot be given it.
   */
  static final String VECTORS = "kept_vectors";

  /**
   * The field that is true in every document and in nothing else: not in a tombstone, and not in a
   * passage, which is a document of its own to Lucene. A filter needs it: one that only says what
   * must not be would hold for passages too, whatever their document is.
   */
  static final String LIVE = "live";

  /**
   * The field that holds a document's id in columns. Stored, as {@code _id} is, it lies beside all
   * else that is stored of the document, and whoever reads one unpacks the other.
   */
  static final String ID = "id";

  /** The longest string that a keyword field can be filtered by, in characters. */
  private static final int KEYWORD_LENGTH = 8_000;

  /** The body of the request that creates the index. */
  ObjectNode body() {
    ObjectNode body = SearchConnection.JSON.createObjectNode();
    ObjectNode settings = body.putObject("settings");
    ObjectNode index = settings.putObject("index");
    index
        .put("knn", true)
        .put("number_of_shards", shards)
        .put("number_of_replicas", replicas)
        .put("refresh_interval", refreshMillis + "ms")
        .put("mapping.nested_objects.limit", MAX_PASSAGES);
    index
        .putObject("similarity")
        .putObject("default")
        .put("type", "BM25")
        .put("k1", 0.9)
        .put("b", 0.4);
    settings.set("analysis", Analysis.of(language));
    mappings(body.putObject("mappings"));
    return body;
  }

  private void mappings(ObjectNode mappings) {
    mappings.put("dynamic", "strict");
    mappings.putObject("_meta").set("seine", meta());
    // A hit is loaded without parsing its vectors, which are by far the largest part of a document.
    mappings
        .putObject("_source")
        .putArray("excludes")
        .add(ID)
        .add("vector")
        .add("passages.vector")
        .add(VECTORS);
    ObjectNode properties = mappings.putObject("properties");
    properties.putObject(ID).put("type", "keyword").put("index", false);
    searched(properties.putObject("title").put("copy_to", "content"));
    properties.putObject("text").put("type", "text").put("index", false).put("copy_to", "content");
    searched(properties.putObject("content"));
    vector(properties.putObject("vector"));
    ObjectNode passages = properties.putObject("passages");
    passages.put("type", "nested");
    ObjectNode passage = passages.putObject("properties");
    vector(passage.putObject("vector"));
    passage.putObject("text").put("type", "text").put("analyzer", Analysis.WORDS);
    passage.putObject("start").put("type", "integer").put("index", false);
    passage.putObject("end").put("type", "integer").put("index", false);
    properties.putObject("metadata").set("properties", metadataProperties());
    properties.putObject("other").put("type", "object").put("enabled", false);
    properties.putObject("deleted_at").put("type", "date");
    properties.putObject(LIVE).put("type", "boolean").put("doc_values", false);
    properties.putObject(VECTORS).put("type", "binary").put("store", true);
  }

  /** Found by its words, and by its codes under {@code codes}. */
  private static void searched(ObjectNode field) {
    field.put("type", "text").put("analyzer", Analysis.WORDS);
    field
        .putObject("fields")
        .putObject("codes")
        .put("type", "text")
        .put("analyzer", Analysis.CODES)
        .put("search_analyzer", Analysis.QUERY_CODES)
        // A code names a document whatever else that holds, and however often.
        .put("norms", false)
        .put("index_options", "docs");
  }

  private void vector(ObjectNode field) {
    ObjectNode method =
        field.put("type", "knn_vector").put("dimension", dimension).putObject("method");
    // Nothing reads those: exact scores are made of what the graph is made of.
    field.put("doc_values", false);
    method.put("name", "hnsw").put("engine", "lucene").put("space_type", "cosinesimil");
    ObjectNode parameters = method.putObject("parameters");
    parameters.put("m", hnswM).put("ef_construction", hnswEfConstruction);
    if (vectors == VectorStorage.QUANTISED) {
      parameters.putObject("encoder").put("name", "sq");
    }
  }

  /** The mapping of the declared metadata. */
  ObjectNode metadataProperties() {
    ObjectNode properties = SearchConnection.JSON.createObjectNode();
    metadata.forEach(
        (name, type) -> {
          ObjectNode field = properties.putObject(name).put("type", typeName(type));
          if (type == MetadataType.KEYWORD) {
            field.put("ignore_above", KEYWORD_LENGTH);
          }
        });
    return properties;
  }

  /** What the index says of itself, under {@code _meta.seine}. */
  ObjectNode meta() {
    ObjectNode meta = SearchConnection.JSON.createObjectNode();
    meta.put("schema_version", VERSION)
        .put("dimension", dimension)
        .put("language", language.code());
    meta.put("vectors", vectors.code());
    meta.putObject("bi_encoder").put("id", biEncoderId).put("hash", biEncoderHash);
    ObjectNode types = meta.putObject("metadata");
    metadata.forEach((name, type) -> types.put(name, typeName(type)));
    return meta;
  }

  private static String typeName(MetadataType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }
}
