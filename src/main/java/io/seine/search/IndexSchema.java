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
 * @param language whose stop words and stems the keyword search uses, as OpenSearch names it
 * @param refreshMillis how long a change may take until it can be found
 * @param hnswM links per node of the vector graph (Malkov and Yashunin, 2018)
 * @param hnswEfConstruction how many neighbours are looked at when a node is linked
 */
public record IndexSchema(
    int dimension,
    String biEncoderId,
    String biEncoderHash,
    Map<String, MetadataType> metadata,
    String language,
    int shards,
    int replicas,
    int refreshMillis,
    int hnswM,
    int hnswEfConstruction) {

  /** The layout of the mapping; an index of another version has to be built anew. */
  static final int VERSION = 1;

  /**
   * The field that holds a document's vectors once more, each with a key that says what it was made
   * of: those of the vector fields cannot be read back. An index that was made before there was
   * such a field lacks it, and cannot be given it.
   */
  static final String VECTORS = "kept_vectors";

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
        // A document of a megabyte has some thousands of passages.
        .put("mapping.nested_objects.limit", 100_000);
    index
        .putObject("similarity")
        .putObject("default")
        .put("type", "BM25")
        .put("k1", 0.9)
        .put("b", 0.4);
    analysis(settings.putObject("analysis"));
    mappings(body.putObject("mappings"));
    return body;
  }

  private void analysis(ObjectNode analysis) {
    // So that linger.ms and network_memory are found by each of their words.
    analysis
        .putObject("char_filter")
        .putObject("joined_words")
        .put("type", "pattern_replace")
        .put("pattern", "(?<=\\w)[._](?=\\w)")
        .put("replacement", " ");
    ObjectNode filters = analysis.putObject("filter");
    filters.putObject("stop_words").put("type", "stop").put("stopwords", "_" + language + "_");
    filters.putObject("stems").put("type", "stemmer").put("language", language);
    filters.putObject("possessives").put("type", "stemmer").put("language", "possessive_english");
    ObjectNode words = analysis.putObject("analyzer").putObject("words");
    words.put("type", "custom").put("tokenizer", "standard");
    words.putArray("char_filter").add("joined_words");
    words.putArray("filter").add("possessives").add("lowercase").add("stop_words").add("stems");
  }

  private void mappings(ObjectNode mappings) {
    mappings.put("dynamic", "strict");
    mappings.putObject("_meta").set("seine", meta());
    // A hit is loaded without parsing its vectors, which are by far the largest part of a document.
    mappings.putObject("_source")
        .putArray("excludes")
        .add("vector")
        .add("passages.vector")
        .add(VECTORS);
    ObjectNode properties = mappings.putObject("properties");
    text(properties, "title").put("copy_to", "content");
    text(properties, "text").put("copy_to", "content");
    properties.putObject("content").put("type", "text").put("analyzer", "words");
    vector(properties.putObject("vector"));
    ObjectNode passages = properties.putObject("passages");
    passages.put("type", "nested");
    ObjectNode passage = passages.putObject("properties");
    vector(passage.putObject("vector"));
    text(passage, "text");
    passage.putObject("start").put("type", "integer").put("index", false);
    passage.putObject("end").put("type", "integer").put("index", false);
    properties.putObject("metadata").set("properties", metadataProperties());
    properties.putObject("other").put("type", "object").put("enabled", false);
    properties.putObject("deleted_at").put("type", "date");
    properties.putObject(VECTORS).put("type", "binary").put("store", true);
  }

  private static ObjectNode text(ObjectNode properties, String name) {
    return properties.putObject(name).put("type", "text").put("index", false);
  }

  private void vector(ObjectNode field) {
    ObjectNode method =
        field.put("type", "knn_vector").put("dimension", dimension).putObject("method");
    // Nothing reads those: exact scores are made of what the graph is made of.
    field.put("doc_values", false);
    method.put("name", "hnsw").put("engine", "lucene").put("space_type", "cosinesimil");
    method.putObject("parameters").put("m", hnswM).put("ef_construction", hnswEfConstruction);
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
    meta.put("schema_version", VERSION).put("dimension", dimension).put("language", language);
    meta.putObject("bi_encoder").put("id", biEncoderId).put("hash", biEncoderHash);
    ObjectNode types = meta.putObject("metadata");
    metadata.forEach((name, type) -> types.put(name, typeName(type)));
    return meta;
  }

  private static String typeName(MetadataType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }
}
