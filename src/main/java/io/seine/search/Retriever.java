package io.seine.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.message.RetrievalMode;
import io.seine.text.Passage;
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
 * whole and by the vector of their nearest passage, and fuses the lists. Where the query asks for
 * codes by their names ({@link QueryCodes}) and very few documents hold them, those are what was
 * meant, and stand first.
 *
 * <p>Two round trips: one for the lists, which are ids alone, and one for the documents that the
 * fusion put first, each with the passages that are nearest to the query, exactly.
 */
public final class Retriever {
  private static final TypeReference<Map<String, Object>> METADATA = new TypeReference<>() {};

  /**
   * Words of a query that are looked for. With those of {@link #MAX_TITLE_WORDS} and the codes,
   * each twice, they are fewer than the 1,024 clauses that OpenSearch takes.
   */
  private static final int MAX_WORDS = 700;

  private static final int MAX_TITLE_WORDS = 150;

  /** How much a code counts in the list by words beyond the words that it is made of. */
  private static final double CODE_BOOST = 0.5;

  /** How many documents hold the codes of a query at most, if these are to name documents. */
  private static final int MAX_NAMED = 3;

  /**
   * How much the list of these counts, as a multiple of all others together: so much that the last
   * of them stands above what is first in every other list. From 63/61 on it is enough.
   */
  private static final double NAMED_WEIGHT = 4.0 / 3;

  /** How many times the vectors wanted are found where they are quantised, to be compared again. */
  private static final int OVERSAMPLING = 2;

  /** The most neighbours that OpenSearch finds, and the most that it compares again. */
  private static final int MOST_NEAREST = 10_000;

  private final SearchConnection connection;
  private final RetrievalWeights weights;

  public Retriever(SearchConnection connection, RetrievalWeights weights) {
    this.connection = connection;
    this.weights = weights;
  }

  /** The lists that a document can stand in. */
  private enum Source {
    CODES,
    KEYWORD,
    DOCUMENT,
    PASSAGE
  }

  /**
   * The candidates of a query, best first.
   *
   * <p>Without a vector a candidate's passages are those that the words of the query fit best; of
   * equal ones, the first.
   *
   * @param vectors how the index holds them
   * @return completes exceptionally with {@link RetryableSearchException}, {@link
   *     RefusedRequestException} or {@link FatalSearchException}
   */
  public CompletableFuture<List<Candidate>> retrieve(
      RetrievalRequest request, VectorStorage vectors) {
    Map<Source, ObjectNode> searches = searches(request, vectors);
    List<Source> sources = List.copyOf(searches.keySet());
    long giveUpAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(request.limitMillis());
    return connection
        .sendLines("/_msearch", Map.of(), lines(searches), request.limitMillis())
        .thenCompose(answer -> fetch(request, giveUpAt, lists(sources, answer)));
  }

  private Map<Source, ObjectNode> searches(RetrievalRequest request, VectorStorage vectors) {
    Map<Source, ObjectNode> searches = new LinkedHashMap<>();
    ObjectNode filter = FilterTranslator.translate(request.filter());
    float[] vector = request.vector();
    int depth = request.depth();
    if (request.mode() != RetrievalMode.VECTOR) {
      if (QueryCodes.askedForByName(request.text())) {
        // One more than may be, which tells that there are too many.
        searches.put(Source.CODES, search(codes(request.text(), filter), MAX_NAMED + 1));
      }
      if (weight(request, Source.KEYWORD) > 0) {
        searches.put(Source.KEYWORD, search(keyword(request.text(), filter), depth));
      }
    }
    if (vector != null && request.mode() != RetrievalMode.KEYWORD) {
      boolean rough = vectors == VectorStorage.QUANTISED;
      int k = rough ? Math.min(OVERSAMPLING * depth, MOST_NEAREST) : depth;
      if (weight(request, Source.DOCUMENT) > 0) {
        ObjectNode search = search(nearest("vector", vector, k, filter), depth);
        searches.put(
            Source.DOCUMENT,
            rough ? compareAgain(search, similarity("vector", vector), k) : search);
      }
      if (weight(request, Source.PASSAGE) > 0) {
        ObjectNode search = search(nested(nearest("passages.vector", vector, k, filter)), depth);
        searches.put(
            Source.PASSAGE,
            rough
                ? compareAgain(search, nested(similarity("passages.vector", vector)), k)
                : search);
      }
    }
    return searches;
  }

  /** How much a list counts. The only one of a mode counts whatever its weight is. */
  private double weight(RetrievalRequest request, Source source) {
    return switch (source) {
      case CODES ->
          NAMED_WEIGHT * (weight(request, Source.KEYWORD) + weights.document() + weights.passage());
      case KEYWORD -> request.mode() == RetrievalMode.KEYWORD ? 1 : weights.keyword();
      case DOCUMENT -> weights.document();
      case PASSAGE -> weights.passage();
    };
  }

  private static ObjectNode search(ObjectNode query, int size) {
    ObjectNode body = SearchConnection.JSON.createObjectNode();
    body.put("size", size).put("track_total_hits", false).set("query", query);
    // Of hundreds of hits the id is wanted alone, and nothing that is stored is to be unpacked.
    body.put("stored_fields", "_none_").putArray("docvalue_fields").add(IndexSchema.ID);
    return body;
  }

  /** Documents that hold every code of the query, those first that hold them in their title. */
  private static ObjectNode codes(String text, @Nullable ObjectNode filter) {
    ObjectNode query = SearchConnection.JSON.createObjectNode();
    ObjectNode bool = query.putObject("bool");
    match(bool.putArray("must"), "content.codes", text, 1).put("operator", "and");
    match(bool.putArray("should"), "title.codes", text, 1);
    if (filter != null) {
      bool.set("filter", filter);
    }
    return query;
  }

  private ObjectNode keyword(String text, @Nullable ObjectNode filter) {
    ObjectNode query = SearchConnection.JSON.createObjectNode();
    ObjectNode bool = query.putObject("bool").put("minimum_should_match", 1);
    ArrayNode should = bool.putArray("should");
    match(should, "content", KeywordText.limit(text, MAX_WORDS), 1);
    match(should, "content.codes", text, CODE_BOOST);
    match(should, "title.codes", text, CODE_BOOST);
    if (weights.titleBoost() > 0) {
      match(should, "title", KeywordText.limit(text, MAX_TITLE_WORDS), weights.titleBoost());
    }
    if (filter != null) {
      bool.set("filter", filter);
    }
    return query;
  }

  private static ObjectNode match(ArrayNode clauses, String field, String text, double boost) {
    return clauses
        .addObject()
        .putObject("match")
        .putObject(field)
        .put("query", text)
        .put("boost", boost);
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

  /** Orders the first of what a search finds by another query, and by that alone. */
  private static ObjectNode compareAgain(ObjectNode search, ObjectNode query, int first) {
    ObjectNode rescore = search.putObject("rescore").put("window_size", first);
    rescore
        .putObject("query")
        .put("query_weight", 0)
        .put("rescore_query_weight", 1)
        .set("rescore_query", query);
    return search;
  }

  private static ObjectNode nested(ObjectNode query) {
    ObjectNode nested = SearchConnection.JSON.createObjectNode();
    nested.putObject("nested").put("path", "passages").put("score_mode", "max").set("query", query);
    return nested;
  }

  private byte[] lines(Map<Source, ObjectNode> searches) {
    StringBuilder lines = new StringBuilder();
    ObjectNode header = SearchConnection.JSON.createObjectNode().put("index", connection.alias());
    for (ObjectNode body : searches.values()) {
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
      SearchConnection.throwIfShardsFailed(response);
      List<String> ids = new ArrayList<>();
      for (JsonNode hit : response.path("hits").path("hits")) {
        String id = hit.path("fields").path(IndexSchema.ID).path(0).asText();
        ids.add(id);
        if (sources.get(i) == Source.KEYWORD) {
          keywordScores.put(id, hit.path("_score").asDouble());
        }
      }
      // Codes that many documents hold name none of them.
      if (sources.get(i) != Source.CODES || ids.size() <= MAX_NAMED) {
        lists.put(sources.get(i), ids);
      }
    }
    connection.indexAnswered();
    return new Lists(lists, keywordScores);
  }

  private CompletableFuture<List<Candidate>> fetch(
      RetrievalRequest request, long giveUpAt, Lists lists) {
    long leftMillis = TimeUnit.NANOSECONDS.toMillis(giveUpAt - System.nanoTime());
    if (leftMillis <= 0) {
      return CompletableFuture.failedFuture(
          new TimeoutException("nobody waits for the documents any more"));
    }
    List<ReciprocalRankFusion.Fused> fused =
        ReciprocalRankFusion.fuse(
            lists.ids().entrySet().stream()
                .map(
                    list ->
                        new ReciprocalRankFusion.Ranking(
                            list.getValue(), weight(request, list.getKey())))
                .toList());
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
              SearchConnection.throwIfShardsFailed(answer.json());
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
      should.add(best(request.passages(), byWords(request.text())));
    } else {
      should
          .add(best(request.passages(), similarity("passages.vector", vector)))
          .add(similarity("vector", vector));
    }
    return body;
  }

  /** The passages of each document that a query scores highest. */
  private static ObjectNode best(int count, ObjectNode passages) {
    ObjectNode query = nested(passages);
    ((ObjectNode) query.path("nested")).putObject("inner_hits").put("size", count);
    return query;
  }

  /** Scores passages by the words of a text; those without any stay, with the least score. */
  private static ObjectNode byWords(String text) {
    ObjectNode query = SearchConnection.JSON.createObjectNode();
    ObjectNode bool = query.putObject("bool");
    bool.putObject("must").putObject("match_all");
    match(bool.putArray("should"), "passages.text", KeywordText.limit(text, MAX_WORDS), 1);
    return query;
  }

  /**
   * Scores by (1 + cosine) / 2, which is exact as the graph of vectors is not; what has no such
   * field, as a tombstone, is not scored.
   */
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
        JsonNode passageHits = hit.at("/inner_hits/passages/hits/hits");
        List<Passage> passages = passages(passageHits);
        boolean compared = request.vector() != null;
        double passageScore = passageHits.path(0).path("_score").asDouble();
        candidates.add(
            new Candidate(
                document.id(),
                hit.path("_source").path("title").asText(),
                passages.get(0).text(),
                passages.get(0).start(),
                passages.get(0).end(),
                passages.subList(1, passages.size()),
                metadata(hit.path("_source")),
                candidates.size() + 1,
                document.score(),
                rank(ranks, Source.KEYWORD, document.id()),
                rank(ranks, Source.DOCUMENT, document.id()),
                rank(ranks, Source.PASSAGE, document.id()),
                lists.keywordScores().get(document.id()),
                // The document's score is the sum of its own and of its nearest passage's.
                compared ? cosine(hit.path("_score").asDouble() - passageScore) : null,
                compared ? cosine(passageScore) : null));
      }
    }
    return candidates;
  }

  private static double cosine(double score) {
    return 2 * score - 1;
  }

  /** In the order in which they were scored; an empty one where a document has none. */
  private static List<Passage> passages(JsonNode hits) {
    List<Passage> passages = new ArrayList<>();
    for (JsonNode hit : hits) {
      JsonNode passage = hit.path("_source");
      passages.add(
          new Passage(
              passage.path("text").asText(),
              passage.path("start").asInt(),
              passage.path("end").asInt()));
    }
    return passages.isEmpty() ? List.of(new Passage("", 0, 0)) : passages;
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
