package io.seine.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.message.RetrievalMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The wide net: finds the documents that may answer a query, by their words, by the vector of the
 * whole and by the vector of their nearest passage, and fuses the lists.
 *
 * <p>Two round trips: one for the lists, which are ids alone, and one for the documents that the
 * fusion put first, each with the passage that is nearest to the query, exactly.
 */
public final class Retriever {
  private static final TypeReference<Map<String, Object>> METADATA = new TypeReference<>() {};

  /** The most passages of a document that OpenSearch gives, unless its index says otherwise. */
  private static final int MAX_PASSAGES = 100;

  private final SearchConnection connection;

  public Retriever(SearchConnection connection) {
    this.connection = connection;
  }

  /** The lists that a document can stand in. */
  private enum Source {
    KEYWORD,
    DOCUMENT,
    PASSAGE
  }

  /**
   * The candidates of a query, best first.
   *
   * <p>Without a vector a candidate's passage is the one of its document's first hundred that
   * shares the most words with the query.
   *
   * @return completes exceptionally with {@link RetryableSearchException}, {@link
   *     RefusedRequestException} or {@link FatalSearchException}
   */
  public CompletableFuture<List<Candidate>> retrieve(RetrievalRequest request) {
    Map<Source, ObjectNode> searches = new LinkedHashMap<>();
    ObjectNode filter = FilterTranslator.translate(request.filter());
    float[] vector = request.vector();
    if (request.mode() != RetrievalMode.VECTOR) {
      searches.put(Source.KEYWORD, keyword(request.text(), filter));
    }
    if (vector != null && request.mode() != RetrievalMode.KEYWORD) {
      searches.put(Source.DOCUMENT, nearest("vector", vector, request.depth(), filter));
      searches.put(
          Source.PASSAGE, nested(nearest("passages.vector", vector, request.depth(), filter)));
    }
    List<Source> sources = List.copyOf(searches.keySet());
    long giveUpAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(request.limitMillis());
    return connection
        .sendLines("/_msearch", Map.of(), lines(searches, request.depth()), request.limitMillis())
        .thenCompose(answer -> fetch(request, giveUpAt, lists(sources, answer)));
  }

  private static ObjectNode keyword(String text, @Nullable ObjectNode filter) {
    ObjectNode query = SearchConnection.JSON.createObjectNode();
    ObjectNode bool = query.putObject("bool");
    bool.putObject("must").putObject("match").put("content", KeywordText.limit(text));
    if (filter != null) {
      bool.set("filter", filter);
    }
    return query;
  }

  private static ObjectNode nearest(
      String field, float[] vector, int k, @Nullable ObjectNode filter) {
    ObjectNode query = SearchConnection.JSON.createObjectNode();
    ObjectNode knn = query.putObject("knn").putObject(field).put("k", k);
    knn.set("vector", SearchConnection.JSON.valueToTree(vector));
    if (filter != null) {
      knn.set("filter", filter);
    }
    return query;
  }

  private static ObjectNode nested(ObjectNode query) {
    ObjectNode nested = SearchConnection.JSON.createObjectNode();
    nested.putObject("nested").put("path", "passages").put("score_mode", "max").set("query", query);
    return nested;
  }

  private byte[] lines(Map<Source, ObjectNode> searches, int depth) {
    StringBuilder lines = new StringBuilder();
    ObjectNode header = SearchConnection.JSON.createObjectNode().put("index", connection.alias());
    for (ObjectNode query : searches.values()) {
      ObjectNode body = SearchConnection.JSON.createObjectNode();
      body.put("size", depth).put("_source", false).put("track_total_hits", false);
      body.set("query", query);
      lines.append(header).append('\n').append(body).append('\n');
    }
    return lines.toString().getBytes(UTF_8);
  }

  /**
   * What the lists hold.
   *
   * @param ids of each list, in its order
   * @param keywordScores of the documents of the keyword list, by id
   */
  private record Lists(Map<Source, List<String>> ids, Map<String, Double> keywordScores) {}

  private Lists lists(List<Source> sources, SearchConnection.Answer answer) {
    connection.throwUnlessDone(answer);
    Map<Source, List<String>> lists = new LinkedHashMap<>();
    Map<String, Double> keywordScores = new HashMap<>();
    for (int i = 0; i < sources.size(); i++) {
      JsonNode response = answer.json().path("responses").path(i);
      connection.throwUnlessDone(
          new SearchConnection.Answer(response.path("status").asInt(500), response));
      throwIfShardsFailed(response);
      List<String> ids = new ArrayList<>();
      for (JsonNode hit : response.path("hits").path("hits")) {
        ids.add(hit.path("_id").asText());
        if (sources.get(i) == Source.KEYWORD) {
          keywordScores.put(hit.path("_id").asText(), hit.path("_score").asDouble());
        }
      }
      lists.put(sources.get(i), ids);
    }
    connection.indexAnswered();
    return new Lists(lists, keywordScores);
  }

  /** A list from some of the shards only looks like an answer, and is not one. */
  private static void throwIfShardsFailed(JsonNode response) {
    JsonNode shards = response.path("_shards");
    int silent = shards.path("total").asInt() - shards.path("successful").asInt();
    if (silent > 0) {
      throw new RetryableSearchException(silent + " shards of the index gave no answer.", null);
    }
  }

  private CompletableFuture<List<Candidate>> fetch(
      RetrievalRequest request, long giveUpAt, Lists lists) {
    long leftMillis = TimeUnit.NANOSECONDS.toMillis(giveUpAt - System.nanoTime());
    if (leftMillis <= 0) {
      return CompletableFuture.failedFuture(
          new TimeoutException("nobody waits for the documents any more"));
    }
    List<ReciprocalRankFusion.Fused> fused = ReciprocalRankFusion.fuse(List.copyOf(lists.ids().values()));
    List<ReciprocalRankFusion.Fused> wanted =
        fused.subList(0, Math.min(fused.size(), request.limit()));
    if (wanted.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    return connection
        .send("POST", "/" + connection.alias() + "/_search", documents(request, wanted), leftMillis)
        .thenApply(
            answer -> {
              connection.throwUnlessDone(answer);
              throwIfShardsFailed(answer.json());
              return candidates(request, wanted, lists, answer.json());
            });
  }

  private static ObjectNode documents(
      RetrievalRequest request, List<ReciprocalRankFusion.Fused> wanted) {
    ObjectNode body = SearchConnection.JSON.createObjectNode();
    body.put("size", wanted.size()).put("track_total_hits", false);
    body.putArray("_source").add("title").add("metadata").add("other");
    ObjectNode bool = body.putObject("query").putObject("bool");
    ArrayNode ids = bool.putArray("filter").addObject().putObject("ids").putArray("values");
    wanted.forEach(document -> ids.add(document.id()));
    float[] vector = request.vector();
    ArrayNode should = bool.putArray("should");
    if (vector == null) {
      should.add(firstPassages());
    } else {
      should.add(nearestPassage(vector)).add(similarity("vector", vector));
    }
    return body;
  }

  /** Scores every passage of the few wanted documents: exact, which the graph of vectors is not. */
  private static ObjectNode nearestPassage(float[] vector) {
    ObjectNode query = nested(similarity("passages.vector", vector));
    ((ObjectNode) query.path("nested")).putObject("inner_hits").put("size", 1);
    return query;
  }

  /** Scores by 1 + the cosine; what has no such field, as a tombstone, is not scored. */
  private static ObjectNode similarity(String field, float[] vector) {
    ObjectNode exact = SearchConnection.JSON.createObjectNode();
    ObjectNode scriptScore = exact.putObject("script_score");
    scriptScore.putObject("query").putObject("exists").put("field", field);
    ObjectNode script =
        scriptScore.putObject("script").put("source", "knn_score").put("lang", "knn");
    ObjectNode parameters = script.putObject("params");
    parameters.put("field", field).put("space_type", "cosinesimil");
    parameters.set("query_value", SearchConnection.JSON.valueToTree(vector));
    return exact;
  }

  /** As many passages as OpenSearch gives; all of a book would be more than anybody could hold. */
  private static ObjectNode firstPassages() {
    ObjectNode query = nested(SearchConnection.JSON.createObjectNode());
    ObjectNode nested = (ObjectNode) query.path("nested");
    nested.putObject("query").putObject("match_all");
    nested.put("score_mode", "none").putObject("inner_hits").put("size", MAX_PASSAGES);
    return query;
  }

  private static List<Candidate> candidates(
      RetrievalRequest request,
      List<ReciprocalRankFusion.Fused> wanted,
      Lists lists,
      JsonNode response) {
    Map<String, JsonNode> hits = new HashMap<>();
    response.path("hits").path("hits").forEach(hit -> hits.put(hit.path("_id").asText(), hit));
    Map<Source, Map<String, Integer>> ranks = new HashMap<>();
    lists.ids().forEach((source, ids) -> ranks.put(source, rankOf(ids)));
    List<Candidate> candidates = new ArrayList<>();
    for (ReciprocalRankFusion.Fused document : wanted) {
      JsonNode hit = hits.get(document.id());
      // A document that was deleted between the two requests is no candidate any more.
      if (hit != null && hit.path("_source").has("title")) {
        JsonNode passageHit = passage(request, hit);
        JsonNode passage = passageHit.path("_source");
        boolean compared = request.vector() != null;
        double passageScore = passageHit.path("_score").asDouble();
        candidates.add(
            new Candidate(
                document.id(),
                hit.path("_source").path("title").asText(),
                passage.path("text").asText(""),
                passage.path("start").asInt(),
                passage.path("end").asInt(),
                metadata(hit.path("_source")),
                candidates.size() + 1,
                document.score(),
                rank(ranks, Source.KEYWORD, document.id()),
                rank(ranks, Source.DOCUMENT, document.id()),
                rank(ranks, Source.PASSAGE, document.id()),
                lists.keywordScores().get(document.id()),
                // The document's score is the sum of its own and of its nearest passage's.
                compared ? hit.path("_score").asDouble() - passageScore - 1 : null,
                compared ? passageScore - 1 : null));
      }
    }
    return candidates;
  }

  private static JsonNode passage(RetrievalRequest request, JsonNode hit) {
    JsonNode passages = hit.path("inner_hits").path("passages").path("hits").path("hits");
    if (request.vector() != null) {
      return passages.path(0);
    }
    List<String> texts = new ArrayList<>();
    passages.forEach(passage -> texts.add(passage.path("_source").path("text").asText()));
    return passages.path(KeywordText.mostOverlapping(request.text(), texts));
  }

  private static Map<String, Object> metadata(JsonNode source) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    for (String field : List.of("metadata", "other")) {
      if (source.has(field)) {
        try {
          metadata.putAll(
              SearchConnection.JSON
                  .readerFor(METADATA)
                  .<Map<String, Object>>readValue(source.path(field)));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return metadata;
  }

  private static Map<String, Integer> rankOf(List<String> ids) {
    Map<String, Integer> ranks = new HashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      ranks.put(ids.get(i), i + 1);
    }
    return ranks;
  }

  private static @Nullable Integer rank(
      Map<Source, Map<String, Integer>> ranks, Source source, String id) {
    return ranks.getOrDefault(source, Map.of()).get(id);
  }
}
