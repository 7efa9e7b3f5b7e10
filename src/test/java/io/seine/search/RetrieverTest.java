package io.seine.search;

import static io.seine.search.ScriptedOpenSearch.broken;
import static io.seine.search.ScriptedOpenSearch.error;
import static io.seine.search.ScriptedOpenSearch.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.seine.message.RetrievalMode;
import io.seine.search.ScriptedOpenSearch.Reply;
import io.seine.text.Passage;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RetrieverTest {
  private static final String LIST =
      "{\"responses\":[{\"status\":200,\"_shards\":{\"total\":1,\"successful\":1},\"hits\":{\"hits\":[]}},{\"status\":200,\"_shards\":{\"total\":1,\"successful\":1},\"hits\":{\"hits\":[{\"fields\":{\"id\":[\"a\"]}}]}}]}";
  private static final String DOCUMENT =
      """
      {"_shards":{"total":1,"successful":1},"hits":{"hits":[{"_id":"a",
       "_source":{"title":"A","metadata":{"lang":"en"}},
       "inner_hits":{"passages":{"hits":{"hits":[
         {"_source":{"text":"the why of it","start":7,"end":20}}]}}}}]}}
      """;

  private final ManualTime time = new ManualTime();
  private ScriptedOpenSearch openSearch;
  private SearchConnection connection;

  @BeforeEach
  void open() throws Exception {
    openSearch = new ScriptedOpenSearch();
    connection = SearchConnection.open(openSearch.settings(30_000), time);
  }

  @AfterEach
  void close() throws Exception {
    connection.close();
    openSearch.close();
  }

  private List<Candidate> retrieve(long limitMillis) throws Exception {
    return new Retriever(connection, RetrievalWeights.DEFAULT)
        .retrieve(
            new RetrievalRequest(
                "KAFKA-1?", null, List.of(), RetrievalMode.KEYWORD, 10, 10, 2, limitMillis),
            VectorStorage.FLOAT)
        .get(30, TimeUnit.SECONDS);
  }

  @Test
  void aCandidateHasThePassageThatWasScoredHighest() throws Exception {
    openSearch.answers(status(200, LIST), status(200, DOCUMENT));
    List<Candidate> candidates = retrieve(10_000);
    assertThat(candidates).hasSize(1);
    assertThat(candidates.get(0).passage()).isEqualTo("the why of it");
    assertThat(candidates.get(0).metadata()).containsEntry("lang", "en");
    assertThat(candidates.get(0).passageSimilarity()).isNull();
  }

  @Test
  void aCandidateHasAsManyPassagesAsAreWantedAndThereAre() throws Exception {
    openSearch.answers(
        status(200, LIST),
        status(
            200,
            DOCUMENT.replace(
                "\"end\":20}}",
                "\"end\":20}},{\"_source\":{\"text\":\"how\",\"start\":2,\"end\":5}}")));
    assertThat(retrieve(10_000).get(0).passages())
        .containsExactly(new Passage("the why of it", 7, 20), new Passage("how", 2, 5));
    assertThat(openSearch.requests().get(1).body()).contains("\"inner_hits\":{\"size\":2}");

    openSearch.answers(status(200, LIST), status(200, DOCUMENT));
    assertThat(retrieve(10_000).get(0).passages())
        .containsExactly(new Passage("the why of it", 7, 20));
  }

  @Test
  void aDocumentOfATitleAloneHasAnEmptyPassage() throws Exception {
    openSearch.answers(status(200, LIST), status(200, documents("a")));
    assertThat(retrieve(10_000).get(0).passages()).containsExactly(new Passage("", 0, 0));
  }

  @Test
  void aCandidateHasTheScoresOfItsListAndItsExactSimilarities() throws Exception {
    String list =
        "{\"status\":200,\"_shards\":{\"total\":1,\"successful\":1},\"hits\":{\"hits\":[%s]}}";
    openSearch.answers(
        status(
            200,
            "{\"responses\":[%s,%s,%s]}"
                .formatted(
                    list.formatted("{\"fields\":{\"id\":[\"a\"]},\"_score\":7.5}"),
                    list.formatted("{\"fields\":{\"id\":[\"b\"]},\"_score\":0.9}"),
                    list.formatted("{\"fields\":{\"id\":[\"a\"]},\"_score\":0.8}"))),
        // (1 + cosine) / 2 of the nearest passage, and with it that of the whole.
        status(
            200,
            """
            {"_shards":{"total":1,"successful":1},"hits":{"hits":[
             {"_id":"a","_score":1.625,"_source":{"title":"A"},"inner_hits":{"passages":{"hits":{"hits":[
               {"_score":0.875,"_source":{"text":"x","start":0,"end":1}}]}}}},
             {"_id":"b","_score":1.25,"_source":{"title":"B"},"inner_hits":{"passages":{"hits":{"hits":[
               {"_score":0.625,"_source":{"text":"y","start":0,"end":1}}]}}}}]}}
            """));

    List<Candidate> candidates =
        new Retriever(connection, RetrievalWeights.DEFAULT)
            .retrieve(
                new RetrievalRequest(
                    "why?", new float[] {1}, List.of(), RetrievalMode.HYBRID, 10, 10, 1, 10_000),
                VectorStorage.FLOAT)
            .get(30, TimeUnit.SECONDS);

    assertThat(candidates)
        .extracting(
            Candidate::id,
            Candidate::keywordScore,
            Candidate::documentSimilarity,
            Candidate::passageSimilarity)
        .containsExactly(tuple("a", 7.5, 0.5, 0.75), tuple("b", null, 0.25, 0.25));
  }

  private static String lists(String... idsOfEach) {
    return Stream.of(idsOfEach)
        .map(
            ids ->
                Stream.of(ids.split(" ", -1))
                    .filter(id -> !id.isEmpty())
                    .map(id -> "{\"fields\":{\"id\":[\"" + id + "\"]}}")
                    .collect(Collectors.joining(",")))
        .map(
            hits ->
                "{\"status\":200,\"_shards\":{\"total\":1,\"successful\":1},\"hits\":{\"hits\":["
                    + hits
                    + "]}}")
        .collect(Collectors.joining(",", "{\"responses\":[", "]}"));
  }

  private static String documents(String ids) {
    return Stream.of(ids.split(" ", -1))
        .map(id -> "{\"_id\":\"" + id + "\",\"_source\":{\"title\":\"\"}}")
        .collect(
            Collectors.joining(
                ",", "{\"_shards\":{\"total\":1,\"successful\":1},\"hits\":{\"hits\":[", "]}}"));
  }

  private List<Candidate> retrieve(RetrievalMode mode, RetrievalWeights weights) throws Exception {
    return new Retriever(connection, weights)
        .retrieve(
            new RetrievalRequest(
                "KAFKA-1?", new float[] {1, 0}, List.of(), mode, 10, 10, 1, 10_000),
            VectorStorage.FLOAT)
        .get(30, TimeUnit.SECONDS);
  }

  @Test
  void documentsThatTheCodesOfAQueryNameComeFirst() throws Exception {
    openSearch.answers(
        status(200, lists("named", "a b c named", "a b", "a b")),
        status(200, documents("a b c named")));
    assertThat(retrieve(RetrievalMode.HYBRID, RetrievalWeights.DEFAULT))
        .extracting(Candidate::id, Candidate::rank)
        .containsExactly(tuple("named", 1), tuple("a", 2), tuple("b", 3), tuple("c", 4));
  }

  @Test
  void everyDocumentThatCodesNameComesFirstWhateverTheWeights() throws Exception {
    String lists = lists("x y z", "a", "a", "a");
    for (double scale : new double[] {0.01, 1, 300}) {
      openSearch.answers(status(200, lists), status(200, documents("a x y z")));
      assertThat(retrieve(RetrievalMode.HYBRID, new RetrievalWeights(scale, scale, scale, 0.25)))
          .as("weights of %s", scale)
          .extracting(Candidate::id)
          .containsExactly("x", "y", "z", "a");
    }
    openSearch.answers(status(200, lists("x y z", "a")), status(200, documents("a x y z")));
    assertThat(retrieve(RetrievalMode.KEYWORD, new RetrievalWeights(0, 0, 0.01, 0.25)))
        .extracting(Candidate::id)
        .containsExactly("x", "y", "z", "a");
  }

  @Test
  void codesAreNotAskedForWhereAQueryHasNone() throws Exception {
    openSearch.answers(status(200, lists("a b", "a b", "a b")), status(200, documents("a b")));
    assertThat(
            new Retriever(connection, RetrievalWeights.DEFAULT)
                .retrieve(
                    new RetrievalRequest(
                        "why?",
                        new float[] {1, 0},
                        List.of(),
                        RetrievalMode.HYBRID,
                        10,
                        10,
                        1,
                        10_000),
                    VectorStorage.FLOAT)
                .get(30, TimeUnit.SECONDS))
        .extracting(Candidate::id)
        .containsExactly("a", "b");
  }

  @Test
  void codesThatManyDocumentsHoldNameNone() throws Exception {
    openSearch.answers(
        status(200, lists("w x y z", "a b z", "a b", "a b")), status(200, documents("a b z")));
    assertThat(retrieve(RetrievalMode.HYBRID, RetrievalWeights.DEFAULT))
        .extracting(Candidate::id)
        .containsExactly("a", "b", "z");
  }

  @Test
  void oneMoreIsAskedForThanCodesMayName() throws Exception {
    openSearch.answers(status(200, lists("", "a")), status(200, documents("a")));
    retrieve(10_000);

    // Three may be named; a fourth tells that they are too many.
    assertThat(search(0, "content.codes").path("size").asInt()).isEqualTo(4);
  }

  @Test
  void quantisedVectorsAreFoundTwiceAsManyAndComparedAgain() throws Exception {
    for (VectorStorage storage : VectorStorage.values()) {
      openSearch.answers(status(200, lists("", "a", "a", "a")), status(200, documents("a")));
      int before = openSearch.requests().size();
      new Retriever(connection, RetrievalWeights.DEFAULT)
          .retrieve(
              new RetrievalRequest(
                  "KAFKA-1?",
                  new float[] {1, 0},
                  List.of(),
                  RetrievalMode.HYBRID,
                  10,
                  10,
                  1,
                  10_000),
              storage)
          .get(30, TimeUnit.SECONDS);
      int times = storage == VectorStorage.QUANTISED ? 2 : 1;
      for (String field : List.of("/query/knn/vector", "/query/nested/query/knn/passages.vector")) {
        JsonNode search = search(before, field.substring(field.lastIndexOf('/') + 1) + "\":{\"k\"");
        assertThat(search.at(field + "/k").asInt())
            .as("%s %s", storage, field)
            .isEqualTo(10 * times);
        assertThat(search.path("size").asInt()).isEqualTo(10);
        assertThat(search.at("/rescore/window_size").asInt(0))
            .isEqualTo(storage == VectorStorage.QUANTISED ? 20 : 0);
      }
    }
  }

  /** The only one of the searches of a request in which a text stands. */
  private JsonNode search(int request, String text) throws Exception {
    List<String> found =
        openSearch
            .requests()
            .get(request)
            .body()
            .lines()
            .filter(line -> line.contains("\"" + text))
            .toList();
    return SearchConnection.JSON.readTree(found.get(0));
  }

  @Test
  void aDocumentThatWasDeletedMeanwhileIsNoCandidate() throws Exception {
    String documents =
        """
        {"_shards":{"total":1,"successful":1},"hits":{"hits":[
         {"_id":"tombstone","_source":{}}, {"_id":"a","_source":{"title":"A"}}]}}
        """;
    openSearch.answers(status(200, lists("", "tombstone gone a")), status(200, documents));

    List<Candidate> candidates = retrieve(10_000);

    assertThat(candidates).extracting(Candidate::id).containsExactly("a");
    assertThat(candidates).extracting(Candidate::rank).containsExactly(1);
  }

  @Test
  void aListCountsAsMuchAsItsWeight() throws Exception {
    openSearch.answers(status(200, lists("", "a b", "b a", "b a")), status(200, documents("a b")));
    List<Candidate> candidates = retrieve(RetrievalMode.HYBRID, new RetrievalWeights(2.5, 1, 1, 0));
    assertThat(candidates).extracting(Candidate::id).containsExactly("a", "b");
    assertThat(candidates.get(0).score()).isEqualTo(2.5 / 61 + 2.0 / 62, within(1e-12));
  }

  @Test
  void aListThatCountsNothingIsNotAskedFor() throws Exception {
    openSearch.answers(status(200, lists("", "a")), status(200, documents("a")));
    List<Candidate> candidates = retrieve(RetrievalMode.HYBRID, new RetrievalWeights(0, 0, 1, 0));
    assertThat(candidates.get(0).passageRank()).isEqualTo(1);
    assertThat(candidates.get(0).documentRank()).isNull();
  }

  @Test
  void theModeKeywordAsksForItsListWhateverItCounts() throws Exception {
    openSearch.answers(status(200, lists("", "a")), status(200, documents("a")));
    assertThat(retrieve(RetrievalMode.KEYWORD, new RetrievalWeights(0, 1, 1, 0)).get(0))
        .satisfies(candidate -> assertThat(candidate.keywordRank()).isEqualTo(1));
  }

  static Stream<Arguments> failures() {
    String shards =
        "{\"status\":200,\"_shards\":{\"total\":2,\"successful\":1,\"failed\":%d},\"hits\":{\"hits\":[]}}";
    String inList = "{\"responses\":[%1$s,%1$s]}";
    Class<?> retryable = RetryableSearchException.class;
    Class<?> refused = RefusedRequestException.class;
    Class<?> fatal = FatalSearchException.class;
    return Stream.of(
        Arguments.of(Named.of("503", error(503, "x")), retryable),
        Arguments.of(Named.of("429", error(429, "rejected_execution_exception")), retryable),
        Arguments.of(Named.of("broken midway", broken()), retryable),
        Arguments.of(Named.of("no JSON", status(200, "<html>Log in</html>")), retryable),
        Arguments.of(Named.of("no list", status(200, "{}")), retryable),
        Arguments.of(
            Named.of("a shard failed", status(200, inList.formatted(shards.formatted(1)))),
            retryable),
        Arguments.of(
            Named.of("a shard is missing", status(200, inList.formatted(shards.formatted(0)))),
            retryable),
        Arguments.of(
            Named.of(
                "a list is overloaded",
                status(
                    200,
                    inList.formatted(
                        "{\"status\":503,\"error\":{\"type\":\"search_phase_execution_exception\"}}"))),
            retryable),
        Arguments.of(
            Named.of(
                "a list is refused",
                status(
                    200,
                    inList.formatted(
                        "{\"status\":400,\"error\":{\"type\":\"search_phase_execution_exception\"}}"))),
            refused),
        Arguments.of(Named.of("too large an answer", large()), refused),
        Arguments.of(Named.of("closed index", error(400, "index_closed_exception")), retryable),
        Arguments.of(Named.of("401", status(401, "")), fatal),
        Arguments.of(Named.of("403", error(403, "security_exception")), fatal),
        Arguments.of(
            Named.of("missing for a moment", error(404, "index_not_found_exception")), retryable));
  }

  private static Reply large() {
    return (exchange, request) -> {
      byte[] chunk = new byte[1 << 20];
      exchange.sendResponseHeaders(200, 40L * chunk.length);
      for (int i = 0; i < 40; i++) {
        exchange.getResponseBody().write(chunk);
      }
    };
  }

  @ParameterizedTest
  @MethodSource("failures")
  void everyFailureHasAMeaning(Reply reply, Class<?> meaning) {
    openSearch.answers(reply);
    assertThatThrownBy(() -> retrieve(10_000)).cause().isInstanceOf(meaning);
  }

  @Test
  void documentsFromSomeOfTheShardsAreNoAnswer() {
    openSearch.answers(
        status(200, LIST),
        status(200, "{\"_shards\":{\"total\":2,\"successful\":1},\"hits\":{\"hits\":[]}}"));
    assertThatThrownBy(() -> retrieve(10_000)).cause().isInstanceOf(RetryableSearchException.class);
  }

  @Test
  void anIndexThatIsMissingForLongIsFatal() {
    openSearch.answers(error(404, "index_not_found_exception"));
    assertThatThrownBy(() -> retrieve(10_000)).cause().isInstanceOf(RetryableSearchException.class);
    time.pass(15_000);
    assertThatThrownBy(() -> retrieve(10_000)).cause().isInstanceOf(FatalSearchException.class);
  }

  @Test
  void aRequestIsGivenUpAfterItsOwnTime() {
    openSearch.answers(openSearch.silence());
    assertThatThrownBy(() -> retrieve(50)).cause().isInstanceOf(RetryableSearchException.class);
  }

  @Test
  void aClosedConnectionIsNobodysFault() throws Exception {
    connection.close();
    assertThatThrownBy(() -> retrieve(10_000))
        .satisfies(
            e ->
                assertThat(e instanceof java.util.concurrent.ExecutionException ? e.getCause() : e)
                    .isInstanceOf(java.util.concurrent.CancellationException.class));
  }
}
