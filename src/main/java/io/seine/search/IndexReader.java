package io.seine.search;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.message.Document;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads what an index holds: all of it, some documents by their ids, a sample. Every method waits,
 * and throws as {@link SearchConnection} says.
 */
public final class IndexReader {
  private static final TypeReference<Map<String, Object>> METADATA = new TypeReference<>() {};

  /** How many states a page of a scan has at most. */
  public static final int PAGE = 500;

  /** How long OpenSearch keeps the state of a scan between two pages of it. */
  private static final String SCAN_KEPT = "10m";

  /**
   * How widely the graph of vectors is searched for the nearest at least, as for a query by
   * default: one that looks no further than for what it needs misses some of it.
   */
  private static final int SEARCHED = 200;

  private static final String DELETED = "deleted_at";

  private final SearchConnection connection;
  private final String alias;

  /** Of the index behind an alias. */
  public IndexReader(SearchConnection connection, String alias) {
    this.connection = connection;
    this.alias = alias;
  }

  /** How many documents can be found, and how many tombstones there are. */
  public record Counts(long documents, long tombstones) {}

  /**
   * A document near to a vector.
   *
   * @param score 1 for the same direction, 0.5 for a right angle, 0 for the opposite
   */
  public record Near(String id, double score) {}

  /** Makes everything that was written so far visible to scans, counts and samples. */
  public void refresh() {
    connection.ask("POST", "/" + alias + "/_refresh", null);
  }

  public Counts counts() {
    return new Counts(count(query("must_not")), count(query("filter")));
  }

  private long count(ObjectNode query) {
    return ofAllShards(connection.ask("POST", "/" + alias + "/_count", query))
        .path("count")
        .asLong();
  }

  /** Without those of a shard that is silent, documents would be taken for absent. */
  private static JsonNode ofAllShards(SearchConnection.Answer answer) {
    SearchConnection.throwIfShardsFailed(answer.json());
    return answer.json();
  }

  /** Every state as it was when the scan began, page by page. */
  public void scan(Consumer<List<StoredVersion>> pages) {
    ObjectNode body = SearchConnection.JSON.createObjectNode();
    body.put("size", PAGE).put("version", true);
    body.putArray("sort").add("_doc");
    body.putArray("_source").add(DELETED);
    SearchConnection.Answer answer =
        connection.ask("POST", "/" + alias + "/_search", Map.of("scroll", SCAN_KEPT), body);
    String scan = answer.json().path("_scroll_id").asText();
    try {
      JsonNode page = ofAllShards(answer);
      while (!page.path("hits").path("hits").isEmpty()) {
        List<StoredVersion> versions = new ArrayList<>();
        page.path("hits").path("hits").forEach(hit -> versions.add(version(hit)));
        pages.accept(versions);
        ObjectNode next = SearchConnection.JSON.createObjectNode();
        next.put("scroll", SCAN_KEPT).put("scroll_id", scan);
        page = ofAllShards(connection.ask("POST", "/_search/scroll", next));
        scan = page.path("_scroll_id").asText(scan);
      }
    } finally {
      ObjectNode end = SearchConnection.JSON.createObjectNode();
      end.putArray("scroll_id").add(scan);
      connection.answer("DELETE", "/_search/scroll", Map.of(), end);
    }
  }

  /** The present states of those of these documents that the index has, by their ids. */
  public Map<String, StoredVersion> versions(List<String> ids) {
    Map<String, StoredVersion> versions = new HashMap<>();
    get(ids, List.of(DELETED)).forEach(found -> versions.put(id(found), version(found)));
    return versions;
  }

  /** Those of these documents that the index has, as they are at present. */
  public List<StoredDocument> documents(List<String> ids) {
    List<StoredDocument> documents = new ArrayList<>();
    for (JsonNode found : get(ids, List.of(DELETED, "title", "text", "metadata", "other"))) {
      JsonNode source = found.path("_source");
      documents.add(
          new StoredDocument(
              id(found),
              found.path("_version").asLong(),
              source.has(DELETED)
                  ? null
                  : new Document(
                      id(found),
                      source.path("title").asText(),
                      source.path("text").asText(),
                      metadata(source))));
    }
    return documents;
  }

  /** In halves where they are too large for one answer, down to single ones. */
  private List<JsonNode> get(List<String> ids, List<String> fields) {
    if (ids.isEmpty()) {
      // OpenSearch refuses to be asked for none.
      return List.of();
    }
    try {
      return together(ids, fields);
    } catch (RefusedRequestException e) {
      if (ids.size() == 1) {
        throw e;
      }
      int half = ids.size() / 2;
      List<JsonNode> found = new ArrayList<>(get(ids.subList(0, half), fields));
      found.addAll(get(ids.subList(half, ids.size()), fields));
      return found;
    }
  }

  private List<JsonNode> together(List<String> ids, List<String> fields) {
    ObjectNode body = SearchConnection.JSON.createObjectNode();
    ArrayNode wanted = body.putArray("docs");
    for (String id : ids) {
      ArrayNode source = wanted.addObject().put("_id", id).putArray("_source");
      fields.forEach(source::add);
    }
    List<JsonNode> found = new ArrayList<>();
    connection
        .ask("POST", "/" + alias + "/_mget", body)
        .json()
        .path("docs")
        .forEach(
            document -> {
              if (document.has("error")) {
                throw new RetryableSearchException(
                    "OpenSearch could not read a document: " + document.path("error"), null);
              }
              if (document.path("found").asBoolean()) {
                found.add(document);
              }
            });
    return found;
  }

  /** The ids of documents that can be found, drawn by chance. */
  public List<String> sample(int size) {
    ObjectNode body = SearchConnection.JSON.createObjectNode();
    body.put("size", size).put("_source", false).put("track_total_hits", false);
    ObjectNode drawn = body.putObject("query").putObject("function_score");
    drawn.set("query", query("must_not").path("query"));
    drawn.putObject("random_score");
    List<String> ids = new ArrayList<>();
    search(body).forEach(hit -> ids.add(id(hit)));
    return ids;
  }

  /** The documents whose vectors are nearest to this one, the nearest first. */
  public List<Near> nearest(float[] vector, int k) {
    ObjectNode body = SearchConnection.JSON.createObjectNode();
    body.put("size", k).put("_source", false).put("track_total_hits", false);
    ObjectNode knn = body.putObject("query").putObject("knn").putObject("vector");
    knn.put("k", Math.max(k, SEARCHED));
    knn.set("vector", SearchConnection.JSON.valueToTree(vector));
    List<Near> nearest = new ArrayList<>();
    search(body).forEach(hit -> nearest.add(new Near(id(hit), hit.path("_score").asDouble())));
    return nearest;
  }

  private JsonNode search(ObjectNode body) {
    return ofAllShards(connection.ask("POST", "/" + alias + "/_search", body))
        .path("hits")
        .path("hits");
  }

  private static ObjectNode query(String clause) {
    ObjectNode body = SearchConnection.JSON.createObjectNode();
    body.putObject("query")
        .putObject("bool")
        .putArray(clause)
        .addObject()
        .putObject("exists")
        .put("field", DELETED);
    return body;
  }

  private static String id(JsonNode hit) {
    return hit.path("_id").asText();
  }

  private static StoredVersion version(JsonNode hit) {
    return new StoredVersion(
        id(hit), hit.path("_version").asLong(), hit.path("_source").has(DELETED));
  }

  private static Map<String, Object> metadata(JsonNode source) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    for (String field : List.of("metadata", "other")) {
      try {
        metadata.putAll(
            SearchConnection.JSON
                .readerFor(METADATA)
                .<Map<String, Object>>readValue(
                    source.has(field)
                        ? source.path(field)
                        : SearchConnection.JSON.createObjectNode()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return metadata;
  }
}
