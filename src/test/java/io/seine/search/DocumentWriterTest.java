package io.seine.search;

import static io.seine.search.ScriptedOpenSearch.broken;
import static io.seine.search.ScriptedOpenSearch.bulk;
import static io.seine.search.ScriptedOpenSearch.error;
import static io.seine.search.ScriptedOpenSearch.status;
import static io.seine.search.ScriptedOpenSearch.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.search.ScriptedOpenSearch.Reply;
import io.seine.search.ScriptedOpenSearch.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentWriterTest {
  private static final int TIMEOUT_MILLIS = 30_000;

  /** Nothing rests between requests. */
  private static final RequestQueue.Limits LIMITS = new RequestQueue.Limits(500, 5 << 20, 1, 0);

  private final ManualTime time = new ManualTime();
  private final LongAdder retries = new LongAdder();
  private ScriptedOpenSearch openSearch;
  private SearchConnection connection;
  private DocumentWriter writer;

  @BeforeEach
  void open() throws Exception {
    openSearch = new ScriptedOpenSearch();
    open(openSearch.settings(TIMEOUT_MILLIS));
  }

  private void open(SearchSettings settings) {
    connection = SearchConnection.open(settings, time);
    writer =
        new DocumentWriter(
            connection, new MetadataTypes(Map.of()), retries::add, LIMITS, time, time);
  }

  @AfterEach
  void close() throws Exception {
    writer.close();
    // First the server: a connection that is closed waits for an answer that is under way.
    openSearch.close();
    connection.close();
  }

  private static WriteResult result(CompletableFuture<WriteResult> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }

  /**
   * Changes that travel together: they come while two requests before them are under way.
   *
   * @param replies to the requests after those two; the last of them to all that follow
   */
  private List<CompletableFuture<WriteResult>> together(int count, Reply... replies)
      throws Exception {
    CountDownLatch gathered = new CountDownLatch(1);
    Reply held =
        (exchange, request) -> {
          try {
            gathered.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          written().to(exchange, request);
        };
    openSearch.answers(
        Stream.concat(Stream.of(held, held), Stream.of(replies)).toArray(Reply[]::new));
    List<CompletableFuture<WriteResult>> before =
        List.of(writer.delete("before-1", 1), writer.delete("before-2", 1));
    List<CompletableFuture<WriteResult>> results = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      results.add(writer.delete("d" + i, 1));
    }
    while (openSearch.requests().size() < 2) {
      Thread.onSpinWait();
    }
    gathered.countDown();
    for (CompletableFuture<WriteResult> future : before) {
      result(future);
    }
    return results;
  }

  private List<Request> requestsAfterTheFirstTwo() {
    return openSearch.requests().subList(2, openSearch.requests().size());
  }

  @Test
  void ofABulkOnlyWhatFailedForNowIsSentAgain() throws Exception {
    List<CompletableFuture<WriteResult>> results =
        together(
            4,
            bulk(
                "201",
                "429 rejected_execution_exception",
                "409 version_conflict_engine_exception",
                "400 mapper_parsing_exception"),
            written());

    assertThat(result(results.get(0))).isEqualTo(new WriteResult.Applied());
    assertThat(result(results.get(2))).isEqualTo(new WriteResult.Stale());
    assertThat(((WriteResult.Refused) result(results.get(3))).message())
        .contains("mapper_parsing_exception");
    assertThat(results.get(1)).isNotDone();

    time.endPause();

    assertThat(result(results.get(1))).isEqualTo(new WriteResult.Applied());
    assertThat(requestsAfterTheFirstTwo())
        .extracting(Request::ids)
        .containsExactly(List.of("d0", "d1", "d2", "d3"), List.of("d1"));
    assertThat(retries.sum()).isEqualTo(1);
  }

  @Test
  void aChangeBringsItsVersionToAnAliasThatHasToBeThere() throws Exception {
    openSearch.answers(written());

    result(writer.delete("d", 7));

    Request request = openSearch.requests().get(0);
    assertThat(request.path()).isEqualTo("/docs/_bulk");
    assertThat(request.parameters()).isEqualTo("require_alias=true");
    assertThat(SearchConnection.JSON.readTree(request.body().lines().findFirst().orElseThrow()))
        .isEqualTo(
            SearchConnection.JSON.readTree(
                "{\"index\": {\"_id\": \"d\", \"version\": 7, \"version_type\": \"external_gte\"}}"));
  }

  static Stream<Arguments> passing() {
    return Stream.of(
        Arguments.of(Named.of("503", error(503, "cluster_manager_not_discovered_exception"))),
        Arguments.of(Named.of("503 of a proxy", status(503, "<html>Service Unavailable</html>"))),
        Arguments.of(Named.of("502 of a proxy", status(502, ""))),
        Arguments.of(Named.of("429", error(429, "rejected_execution_exception"))),
        Arguments.of(Named.of("408", status(408, ""))),
        Arguments.of(Named.of("read-only", error(403, "cluster_block_exception"))),
        Arguments.of(Named.of("no JSON", status(200, "<html>Please log in</html>"))),
        Arguments.of(Named.of("no body", status(200, ""))),
        Arguments.of(Named.of("broken midway", broken())),
        Arguments.of(Named.of("an answer without items", status(200, "{}"))),
        Arguments.of(Named.of("closed index", bulk("400 index_closed_exception"))),
        Arguments.of(Named.of("item 503", bulk("503 unavailable_shards_exception"))));
  }

  @ParameterizedTest
  @MethodSource("passing")
  void whatPassesIsTriedAgainUntilItHas(Reply reply) throws Exception {
    openSearch.answers(reply, reply, reply, written());

    CompletableFuture<WriteResult> written = writer.delete("d", 1);
    for (int i = 0; i < 3; i++) {
      assertThat(written).isNotDone();
      time.endPause();
    }

    assertThat(result(written)).isEqualTo(new WriteResult.Applied());
    assertThat(openSearch.requests()).hasSize(4);
    assertThat(retries.sum()).isEqualTo(3);
  }

  @Test
  void aServerThatIsNotThereIsTriedAgain() throws Exception {
    close();
    open(ScriptedOpenSearch.settings(ScriptedOpenSearch.nowhere(), TIMEOUT_MILLIS));

    CompletableFuture<WriteResult> written = writer.delete("d", 1);
    time.endPause();
    time.endPause();

    assertThat(written).isNotDone();
  }

  @Test
  void aServerThatSaysNothingIsTriedAgain() throws Exception {
    close();
    openSearch = new ScriptedOpenSearch();
    open(openSearch.settings(100));
    openSearch.answers(openSearch.silence(), written());

    CompletableFuture<WriteResult> written = writer.delete("d", 1);
    time.endPause();

    assertThat(result(written)).isEqualTo(new WriteResult.Applied());
  }

  @Test
  void pausesGrowAndOneRequestAtATimeLooksWhetherItIsOver() throws Exception {
    openSearch.answers(error(503, "x"));
    for (int i = 0; i < 5; i++) {
      writer.delete("d" + i, 1);
    }
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      pauses.add(time.endPause());
    }

    for (int i = 0; i < pauses.size(); i++) {
      long whole = Math.min(30_000, 100L << i);
      assertThat(pauses.get(i)).isBetween(whole / 2, whole);
    }
    List<Request> requests = openSearch.requests();
    // The two that were under way when it began; from then on one for each pause.
    assertThat(requests.size()).isBetween(12, 15);
    // In ever smaller company and in turn: no change keeps the others from being tried.
    assertThat(requests.subList(requests.size() - 5, requests.size()))
        .flatExtracting(Request::ids)
        .containsExactlyInAnyOrder("d0", "d1", "d2", "d3", "d4");
  }

  @Test
  void aChangeThatComesDuringAnOutageWaitsForItsEnd() throws Exception {
    openSearch.answers(error(503, "x"), written());
    CompletableFuture<WriteResult> first = writer.delete("d0", 1);
    time.endPause();
    result(first);

    openSearch.answers(error(503, "x"), written());
    CompletableFuture<WriteResult> second = writer.delete("d1", 1);
    awaitPause();
    int sent = openSearch.requests().size();
    CompletableFuture<WriteResult> third = writer.delete("d2", 1);

    assertThat(openSearch.requests()).hasSize(sent);
    time.endPause();
    result(second);
    assertThat(result(third)).isEqualTo(new WriteResult.Applied());
  }

  private void awaitPause() throws InterruptedException {
    time.awaitPause();
  }

  @Test
  void aBulkThatIsRefusedAsAWholeIsHalvedUntilTheCulpritIsAlone() throws Exception {
    Reply tooLarge =
        (exchange, request) ->
            (request.ids().contains("d5")
                    ? status(413, "<html>Request Entity Too Large</html>")
                    : written())
                .to(exchange, request);
    List<CompletableFuture<WriteResult>> results = together(16, tooLarge);

    for (int i = 0; i < results.size(); i++) {
      WriteResult result = result(results.get(i));
      if (i == 5) {
        assertThat(((WriteResult.Refused) result).message()).contains("413");
      } else {
        assertThat(result).isEqualTo(new WriteResult.Applied());
      }
    }
    // 16, 8, 4, 2 and 1, and the other halves: not sixteen requests, nor all of them at once.
    assertThat(requestsAfterTheFirstTwo()).hasSizeLessThanOrEqualTo(9);
    assertThat(retries.sum()).isZero();
  }

  static Stream<Arguments> fatal() {
    return Stream.of(
        Arguments.of(Named.of("401", status(401, "Unauthorized")), "opensearch.password"),
        Arguments.of(Named.of("403", error(403, "security_exception")), "the user reader may not"),
        Arguments.of(Named.of("405", error(405, "")), "opensearch.url"),
        Arguments.of(Named.of("moved", status(301, "")), "opensearch.url"),
        Arguments.of(
            Named.of("400 of something else", status(400, "<html>Bad Request</html>")),
            "opensearch.url"),
        Arguments.of(Named.of("item 403", bulk("403 security_exception")), "may not do this"));
  }

  @ParameterizedTest
  @MethodSource("fatal")
  void whatSomebodyHasToMendStopsTheWriting(Reply reply, String advice) throws Exception {
    openSearch.answers(reply);
    CompletableFuture<WriteResult> written = writer.delete("d", 1);
    assertThatThrownBy(() -> result(written))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(FatalSearchException.class)
        .hasMessageContaining(advice);
  }

  @Test
  void anIndexThatIsMissingForLongStopsTheWriting() throws Exception {
    openSearch.answers(bulk("404 index_not_found_exception"));
    CompletableFuture<WriteResult> written = writer.delete("d", 1);
    time.endPause();
    awaitPause();
    assertThat(written).isNotDone();

    time.pass(15_000);
    time.endPause();

    assertThatThrownBy(() -> result(written))
        .cause()
        .isInstanceOf(FatalSearchException.class)
        .hasMessageContaining("Run prepare-index first");
  }

  @ParameterizedTest
  @ValueSource(longs = {20_000, 3_600_000})
  void anIndexThatWasMissingForAMomentIsWrittenTo(long millisLater) throws Exception {
    openSearch.answers(bulk("404 index_not_found_exception"), written());
    CompletableFuture<WriteResult> written = writer.delete("d", 1);
    time.endPause();
    assertThat(result(written)).isEqualTo(new WriteResult.Applied());

    // It was there in between: the second time is again only a moment.
    time.pass(millisLater);
    openSearch.answers(bulk("404 index_not_found_exception"), written());
    CompletableFuture<WriteResult> later = writer.delete("d", 2);
    time.endPause();
    assertThat(result(later)).isEqualTo(new WriteResult.Applied());
  }

  @Test
  void closedItGivesEverythingBackAndSendsNothingMore() throws Exception {
    List<CompletableFuture<WriteResult>> results =
        together(2, bulk("429 rejected_execution_exception", "429 rejected_execution_exception"));
    awaitPause();
    CompletableFuture<WriteResult> underWay = underWay();

    writer.close();

    Stream.concat(results.stream(), Stream.of(underWay))
        .forEach(future -> assertThat(future).isCompletedExceptionally());
    assertThatThrownBy(() -> writer.delete("late", 1).join())
        .isInstanceOf(CancellationException.class);
    int sent = openSearch.requests().size();
    time.endPause();
    assertThat(openSearch.requests()).hasSize(sent);
    assertThat(time.pauses()).isZero();
  }

  private CompletableFuture<WriteResult> underWay() {
    openSearch.answers(openSearch.silence());
    int before = openSearch.requests().size();
    CompletableFuture<WriteResult> future = writer.delete("under-way", 1);
    while (openSearch.requests().size() == before) {
      Thread.onSpinWait();
    }
    return future;
  }

  @Test
  void thousandsOfChangesAreWrittenInFewRequests() throws Exception {
    openSearch.answers(written());
    List<CompletableFuture<WriteResult>> results =
        IntStream.range(0, 5_000).mapToObj(i -> writer.delete("d" + i, i)).toList();
    for (CompletableFuture<WriteResult> future : results) {
      assertThat(result(future)).isEqualTo(new WriteResult.Applied());
    }
    assertThat(openSearch.requests()).allSatisfy(r -> assertThat(r.ids().size()).isLessThan(501));
    assertThat(openSearch.requests().stream().flatMap(r -> r.ids().stream()).distinct().count())
        .isEqualTo(5_000);
  }
}
