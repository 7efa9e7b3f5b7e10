package io.seine.end;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.search.DocumentWriter;
import io.seine.search.FatalSearchException;
import io.seine.search.IndexAdmin;
import io.seine.search.IndexSchema;
import io.seine.search.IndexedDocument;
import io.seine.search.Language;
import io.seine.search.MetadataTypes;
import io.seine.search.SearchConnection;
import io.seine.search.SearchSettings;
import io.seine.search.VectorStorage;
import io.seine.search.WriteResult;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Those rows of docs/errors.md that OpenSearch itself can be made to say. */
class ErrorsIT {
  private static final String ALIAS = "errors";
  private static final String INDEX = "/errors-000001";

  private final CountDownLatch retried = new CountDownLatch(2);
  private String openSearch;
  private SearchConnection connection;
  private DocumentWriter writer;

  @BeforeEach
  void createIndex() throws Exception {
    openSearch = SeineUnderTest.get().seine().cluster().openSearchUrl();
    connection =
        SearchConnection.open(
            new SearchSettings(openSearch, ALIAS, null, null, null, null, null, 30_000));
    new IndexAdmin(connection)
        .prepare(
            new IndexSchema(
                2,
                "m",
                "hash",
                Map.of(),
                Language.ENGLISH,
                VectorStorage.FLOAT,
                1,
                0,
                1_000,
                16,
                100));
    writer =
        new DocumentWriter(
            connection, new MetadataTypes(Map.of()), 1, count -> retried.countDown());
  }

  @AfterEach
  void dropIndex() throws Exception {
    writer.close();
    connection.close();
    ask(
        "PUT",
        "/_cluster/settings",
        "{\"transient\": {\"network.breaker.inflight_requests.limit\": null}}");
    ask("PUT", "/" + ALIAS + "*/_settings", "{\"index.blocks.read_only_allow_delete\": null}");
    ask("DELETE", INDEX, null);
  }

  private int ask(String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(openSearch + path))
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  private CompletableFuture<WriteResult> write(float... vector) {
    return writer.upsert(
        new IndexedDocument("d", 1, "", "text", Map.of(), vector, List.of(), Map.of()));
  }

  private static WriteResult result(CompletableFuture<WriteResult> written) throws Exception {
    return written.get(1, TimeUnit.MINUTES);
  }

  /** What is written while OpenSearch does not take it is written once it does. */
  private void isWrittenAfter(String method, String path, String body) throws Exception {
    CompletableFuture<WriteResult> written = write(1, 0);
    assertThat(retried.await(1, TimeUnit.MINUTES)).isTrue();
    assertThat(written).isNotDone();
    assertThat(ask(method, path, body)).isLessThan(300);
    assertThat(result(written)).isEqualTo(new WriteResult.Applied());
  }

  @Test
  void aFullDiskMakesTheIndexReadOnlyUntilThereIsRoom() throws Exception {
    ask("PUT", INDEX + "/_settings", "{\"index.blocks.read_only_allow_delete\": true}");
    isWrittenAfter("PUT", INDEX + "/_settings", "{\"index.blocks.read_only_allow_delete\": null}");
  }

  @Test
  void aClosedIndexIsWaitedFor() throws Exception {
    ask("POST", INDEX + "/_close", null);
    isWrittenAfter("POST", INDEX + "/_open", null);
  }

  @Test
  void anOverloadedOpenSearchSays429() throws Exception {
    ask(
        "PUT",
        "/_cluster/settings",
        "{\"transient\": {\"network.breaker.inflight_requests.limit\": \"10b\"}}");
    isWrittenAfter(
        "PUT",
        "/_cluster/settings",
        "{\"transient\": {\"network.breaker.inflight_requests.limit\": null}}");
  }

  @Test
  void anAliasThatIsThereAMomentLaterIsWrittenTo() throws Exception {
    String alias =
        "{\"actions\": [{\"%s\": {\"index\": \"errors-000001\", \"alias\": \"errors\"}}]}";
    ask("POST", "/_aliases", alias.formatted("remove"));
    isWrittenAfter("POST", "/_aliases", alias.formatted("add"));
  }

  @Test
  void aMappingErrorIsTheRecordsFault() throws Exception {
    assertThat(((WriteResult.Refused) result(write(1, 0, 0))).message())
        .contains("400")
        .contains("dimension");
  }

  @Test
  void anAliasOfTwoIndexesIsFatal() throws Exception {
    ask("PUT", "/errors-other", "{}");
    try {
      ask(
          "POST",
          "/_aliases",
          "{\"actions\": [{\"add\": {\"index\": \"errors-000001\", \"alias\": \"errors\", \"is_write_index\": false}}, {\"add\": {\"index\": \"errors-other\", \"alias\": \"errors\"}}]}");
      assertThatThrownBy(() -> result(write(1, 0)))
          .cause()
          .isInstanceOf(FatalSearchException.class);
      assertThatThrownBy(() -> new IndexAdmin(connection).verify("m", "hash"))
          .isInstanceOf(FatalSearchException.class)
          .hasMessageContaining("2 indexes");
    } finally {
      ask("DELETE", "/errors-other", null);
    }
  }

  @Test
  void anIndexOfAnotherModelIsFatal() {
    assertThatThrownBy(() -> new IndexAdmin(connection).verify("m", "other"))
        .isInstanceOf(FatalSearchException.class)
        .hasMessageContaining("cannot be compared");
  }
}
