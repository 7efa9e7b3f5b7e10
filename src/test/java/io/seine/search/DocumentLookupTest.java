package io.seine.search;

import static io.seine.search.ScriptedOpenSearch.broken;
import static io.seine.search.ScriptedOpenSearch.error;
import static io.seine.search.ScriptedOpenSearch.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.search.ScriptedOpenSearch.Reply;
import io.seine.search.ScriptedOpenSearch.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DocumentLookupTest {
  private static final Map<String, float[]> VECTORS =
      Map.of("00112233445566778899aabbccddeeff", new float[] {0.25f, -1});

  /** Nothing rests between requests. */
  private static final RequestQueue.Limits LIMITS = new RequestQueue.Limits(100, 2_000, 1, 0);

  private final ManualTime time = new ManualTime();
  private final LongAdder failures = new LongAdder();
  private ScriptedOpenSearch openSearch;
  private SearchConnection connection;
  private DocumentLookup lookup;

  @BeforeEach
  void open() throws Exception {
    openSearch = new ScriptedOpenSearch();
    connection = SearchConnection.open(openSearch.settings(30_000), time);
    lookup = new DocumentLookup(connection, failures::add, LIMITS, time, time);
  }

  @AfterEach
  void close() throws Exception {
    lookup.close();
    // First the server: a connection that is closed waits for an answer that is under way.
    openSearch.close();
    connection.close();
  }

  private static KnownDocument get(CompletableFuture<KnownDocument> known) throws Exception {
    return known.get(30, TimeUnit.SECONDS);
  }

  /** Every document is there, in version 7 and with {@link #VECTORS}. */
  private static Reply found() {
    return (exchange, request) -> {
      ObjectNode answer = SearchConnection.JSON.createObjectNode();
      ArrayNode documents = answer.putArray("docs");
      for (String id : request.ids()) {
        ObjectNode document = documents.addObject().put("_id", id).put("found", true);
        document.put("_version", 7);
        document
            .putObject("fields")
            .putArray(IndexSchema.VECTORS)
            .add(KeyedVectors.encode(VECTORS));
      }
      status(200, answer.toString()).to(exchange, request);
    };
  }

  private static Reply one(String document) {
    return status(200, "{\"docs\":[" + document + "]}");
  }

  @Test
  void aDocumentHasItsVersionAndItsVectors() throws Exception {
    openSearch.answers(found());

    KnownDocument known = get(lookup.find("d", 1));

    assertThat(known.version()).isEqualTo(7);
    assertThat(known.vectors()).usingRecursiveComparison().isEqualTo(VECTORS);
    assertThat(openSearch.requests().get(0).path()).isEqualTo("/docs/_mget");
    assertThat(openSearch.requests().get(0).parameters()).isEqualTo("realtime=false");
  }

  static Stream<Arguments> documentsWithoutVectors() {
    return Stream.of(
        Arguments.of(Named.of("absent", "{\"_id\":\"d\",\"found\":false}"), -1),
        Arguments.of(Named.of("a tombstone", "{\"_id\":\"d\",\"found\":true,\"_version\":0}"), 0),
        Arguments.of(
            Named.of(
                "something else in their place",
                "{\"_id\":\"d\",\"found\":true,\"_version\":5,\"fields\":{\"kept_vectors\":[\"AAAA\"]}}"),
            5),
        Arguments.of(
            Named.of(
                "vectors as large as an integer",
                "{\"_id\":\"d\",\"found\":true,\"_version\":5,\"fields\":{\"kept_vectors\":[\"P////A==\"]}}"),
            5),
        Arguments.of(
            Named.of(
                "something else of another kind",
                "{\"_id\":\"d\",\"found\":true,\"_version\":5,\"fields\":{\"kept_vectors\":[true]}}"),
            5));
  }

  @ParameterizedTest
  @MethodSource("documentsWithoutVectors")
  void ofADocumentWithoutVectorsTheVersionIsKnown(String document, long version) throws Exception {
    openSearch.answers(one(document));

    KnownDocument known = get(lookup.find("d", 1));

    assertThat(known.version()).isEqualTo(version);
    assertThat(known.vectors()).isEmpty();
    assertThat(failures.sum()).isZero();
  }

  /** Documents that travel together: they come while two requests before them are under way. */
  private List<CompletableFuture<KnownDocument>> together(int count, int vectors, Reply reply)
      throws Exception {
    CountDownLatch gathered = new CountDownLatch(1);
    Reply held =
        (exchange, request) -> {
          try {
            gathered.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          found().to(exchange, request);
        };
    openSearch.answers(held, held, reply);
    List<CompletableFuture<KnownDocument>> before =
        List.of(lookup.find("before-1", 1), lookup.find("before-2", 1));
    List<CompletableFuture<KnownDocument>> known = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      known.add(lookup.find("d" + i, vectors));
    }
    while (openSearch.requests().size() < 2) {
      Thread.onSpinWait();
    }
    gathered.countDown();
    for (CompletableFuture<KnownDocument> each : before) {
      get(each);
    }
    return known;
  }

  private List<Integer> sizesAfterTheFirstTwo() {
    return openSearch.requests().stream().skip(2).map(Request::ids).map(List::size).toList();
  }

  @Test
  void whatComesMeanwhileTravelsTogether() throws Exception {
    for (CompletableFuture<KnownDocument> known : together(120, 5, found())) {
      assertThat(get(known).version()).isEqualTo(7);
    }
    assertThat(sizesAfterTheFirstTwo()).containsExactlyInAnyOrder(100, 20);
  }

  @Test
  void documentsOfManyVectorsTravelInSmallerCompany() throws Exception {
    for (CompletableFuture<KnownDocument> known : together(5, 900, found())) {
      assertThat(get(known).version()).isEqualTo(7);
    }
    assertThat(sizesAfterTheFirstTwo()).containsExactlyInAnyOrder(2, 2, 1);
  }

  @Test
  void anAnswerThatIsTooLargeIsAskedForInParts() throws Exception {
    Reply tooLarge =
        (exchange, request) ->
            (request.ids().size() > 2 ? error(413, "too_large") : found()).to(exchange, request);
    for (CompletableFuture<KnownDocument> known : together(8, 1, tooLarge)) {
      assertThat(get(known).version()).isEqualTo(7);
    }
    assertThat(failures.sum()).isZero();
  }

  static Stream<Arguments> passing() {
    return Stream.of(
        Arguments.of(Named.of("503", error(503, "unavailable_shards_exception"))),
        Arguments.of(Named.of("429", error(429, "rejected_execution_exception"))),
        Arguments.of(Named.of("broken midway", broken())),
        Arguments.of(Named.of("no JSON", status(200, "<html>Please log in</html>"))),
        Arguments.of(Named.of("an answer without documents", status(200, "{}"))),
        Arguments.of(
            Named.of(
                "no index",
                one("{\"_id\":\"d\",\"error\":{\"type\":\"index_not_found_exception\"}}"))));
  }

  @ParameterizedTest
  @MethodSource("passing")
  void whatPassesIsAskedAgain(Reply reply) throws Exception {
    openSearch.answers(reply, reply, found());

    CompletableFuture<KnownDocument> known = lookup.find("d", 1);
    time.endPause();
    assertThat(known).isNotDone();
    time.endPause();

    assertThat(get(known).version()).isEqualTo(7);
    assertThat(failures.sum()).isZero();
  }

  @ParameterizedTest
  @MethodSource("passing")
  void afterTenSecondsNothingIsKnown(Reply reply) throws Exception {
    openSearch.answers(reply);

    CompletableFuture<KnownDocument> known = lookup.find("d", 1);
    time.awaitPause();
    assertThat(known).isNotDone();
    time.pass(10_000);
    time.endPause();

    assertThat(get(known)).isEqualTo(KnownDocument.NONE);
    assertThat(failures.sum()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("lasting")
  void whatNoTryWouldBetterIsNotWaitedFor(Reply reply) throws Exception {
    openSearch.answers(reply);

    assertThat(get(lookup.find("d", 1))).isEqualTo(KnownDocument.NONE);
    assertThat(failures.sum()).isEqualTo(1);
  }

  static Stream<Arguments> lasting() {
    return Stream.of(
        Arguments.of(Named.of("401", status(401, "Unauthorized"))),
        Arguments.of(Named.of("403", error(403, "security_exception"))),
        Arguments.of(Named.of("refused", error(400, "illegal_argument_exception"))));
  }

  @Test
  @Timeout(30)
  void afterAFailureOneRequestLooksWhetherItIsOver() throws Exception {
    CountDownLatch bothSent = new CountDownLatch(1);
    openSearch.answers(
        (exchange, request) -> {
          try {
            bothSent.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          error(503, "x").to(exchange, request);
        });
    for (int i = 0; i < 5; i++) {
      lookup.find("d" + i, 1);
    }
    while (openSearch.requests().size() < 2) {
      Thread.onSpinWait();
    }
    bothSent.countDown();
    time.awaitPause();
    openSearch.answers(found());
    CompletableFuture<KnownDocument> known = lookup.find("last", 1);
    assertThat(openSearch.requests()).hasSize(2);

    time.endPause();
    // The second request may fail only now, and begin a pause of its own.
    while (!known.isDone()) {
      if (time.pauses() > 0) {
        time.endPause();
      }
      Thread.onSpinWait();
    }

    assertThat(get(known).version()).isEqualTo(7);
    assertThat(openSearch.requests().get(2).ids()).hasSize(6);
  }

  @Test
  void whatIsNotKnownAtTheCloseIsCancelled() throws Exception {
    openSearch.answers(openSearch.silence());
    CompletableFuture<KnownDocument> known = lookup.find("d", 1);

    lookup.close();

    assertThatThrownBy(known::join).isInstanceOf(CancellationException.class);
    assertThatThrownBy(() -> lookup.find("e", 1).join()).isInstanceOf(CancellationException.class);
  }
}
