package io.seine.end;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seine.local.FaultProxy;
import io.seine.local.ProxyFault;
import io.seine.search.DocumentWriter;
import io.seine.search.ImpatientWriter;
import io.seine.search.IndexAdmin;
import io.seine.search.IndexSchema;
import io.seine.search.IndexedDocument;
import io.seine.search.Language;
import io.seine.search.MetadataTypes;
import io.seine.search.SearchConnection;
import io.seine.search.SearchSettings;
import io.seine.search.TombstoneSweep;
import io.seine.search.VectorStorage;
import io.seine.search.WriteResult;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * The highest version is what stays: whatever the order, the repetitions, the number of writers and
 * the failures, against an OpenSearch that forgets the versions of what it deletes at once.
 */
class VersionsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ALIAS = "versions";
  private static final int WRITERS = 3;

  /** Half of all requests fail in one of these ways. */
  private static final List<ProxyFault> FAULTS =
      List.of(
          ProxyFault.UNAVAILABLE,
          ProxyFault.CUT_BEFORE,
          ProxyFault.CUT_AFTER,
          ProxyFault.SOME_ITEMS_REJECTED);

  private static final AtomicLong NAMES = new AtomicLong();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static String openSearch;
  private static SearchConnection connection;

  /**
   * A change of one document.
   *
   * @param text null for a delete
   */
  record Change(long version, String text) {}

  @BeforeContainer
  static void createIndex() throws Exception {
    openSearch = SeineUnderTest.get().seine().cluster().openSearchUrl();
    connection = SearchConnection.open(settings(openSearch));
    new IndexAdmin(connection)
        .prepare(
            new IndexSchema(
                2,
                "none",
                "none",
                Map.of(),
                Language.ENGLISH,
                VectorStorage.FLOAT,
                1,
                0,
                1_000,
                16,
                100));
    ask("PUT", "/" + ALIAS + "/_settings", "{\"index.gc_deletes\": \"0s\"}");
  }

  @AfterContainer
  static void dropIndex() throws Exception {
    connection.close();
    ask("DELETE", "/" + ALIAS + "-000001", null);
  }

  private static SearchSettings settings(String url) {
    return new SearchSettings(url, ALIAS, null, null, null, null, null, 30_000);
  }

  private static JsonNode ask(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(openSearch + path))
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isLessThan(300);
    return JSON.readTree(response.body());
  }

  private static IndexedDocument document(String id, Change change) {
    return new IndexedDocument(
        id, change.version(), "", change.text(), Map.of(), new float[] {1, 0}, List.of(), Map.of());
  }

  private static CompletableFuture<WriteResult> write(
      DocumentWriter writer, String id, Change change) {
    return change.text() == null
        ? writer.delete(id, change.version())
        : writer.upsert(document(id, change));
  }

  /** What the index holds of a document, without waiting for a refresh. */
  private static Map<String, JsonNode> held(List<String> ids) throws Exception {
    Map<String, JsonNode> held = new HashMap<>();
    String body = JSON.createObjectNode().set("ids", JSON.valueToTree(ids)).toString();
    ask("POST", "/" + ALIAS + "/_mget", body)
        .path("docs")
        .forEach(document -> held.put(document.path("_id").asText(), document));
    return held;
  }

  /** The changes of a document, each delivered at least once, in any order. */
  @Provide
  Arbitrary<List<List<Change>>> histories() {
    Arbitrary<Change> change =
        Combinators.combine(
                Arbitraries.longs().between(0, 12), Arbitraries.integers().between(0, 2))
            .as((version, kind) -> new Change(version, kind == 0 ? null : "text " + version));
    // The same version is the same change, as a publisher has it.
    Arbitrary<List<Change>> history =
        change.list().ofMinSize(1).ofMaxSize(12).map(VersionsIT::consistent);
    return history.list().ofSize(100);
  }

  private static List<Change> consistent(List<Change> changes) {
    Map<Long, Change> first = new HashMap<>();
    return changes.stream()
        .map(
            change -> {
              first.putIfAbsent(change.version(), change);
              return first.get(change.version());
            })
        .toList();
  }

  @Property(tries = 25, shrinking = ShrinkingMode.OFF)
  void theHighestVersionStays(@ForAll("histories") List<List<Change>> histories, @ForAll long seed)
      throws Exception {
    Random random = new Random(seed);
    String name = "p" + NAMES.incrementAndGet() + "-";
    List<Map.Entry<String, Change>> deliveries = new ArrayList<>();
    for (int i = 0; i < histories.size(); i++) {
      for (Change change : histories.get(i)) {
        deliveries.add(Map.entry(name + i, change));
      }
    }
    Collections.shuffle(deliveries, random);
    FaultProxy proxy = FaultProxy.start(openSearch, seed);
    proxy.harm(FAULTS.get(random.nextInt(FAULTS.size())));
    List<SearchConnection> connections = new ArrayList<>();
    List<CompletableFuture<WriteResult>> written = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      connections.add(SearchConnection.open(settings(proxy.url())));
    }
    List<DocumentWriter> writers = connections.stream().map(ImpatientWriter::open).toList();
    for (Map.Entry<String, Change> delivery : deliveries) {
      written.add(
          write(writers.get(random.nextInt(WRITERS)), delivery.getKey(), delivery.getValue()));
    }
    for (CompletableFuture<WriteResult> each : written) {
      assertThat(each.get(2, TimeUnit.MINUTES)).isNotInstanceOf(WriteResult.Refused.class);
    }

    Map<String, JsonNode> held =
        held(IntStream.range(0, histories.size()).mapToObj(i -> name + i).toList());

    for (int i = 0; i < histories.size(); i++) {
      Change highest =
          histories.get(i).stream().max(Comparator.comparingLong(Change::version)).orElseThrow();
      assertState(held.get(name + i), highest, histories.get(i));
    }
    for (int i = 0; i < WRITERS; i++) {
      writers.get(i).close();
      connections.get(i).close();
    }
    proxy.close();
  }

  private static void assertState(JsonNode held, Change expected, List<Change> history) {
    assertThat(held.path("_version").asLong()).as("%s", history).isEqualTo(expected.version());
    if (expected.text() == null) {
      assertThat(held.path("_source").has("deleted_at")).as("%s", history).isTrue();
    } else {
      assertThat(held.path("_source").path("text").asText())
          .as("%s", history)
          .isEqualTo(expected.text());
    }
  }

  @Example
  void ofTwoChangesOfOneVersionOneStays() throws Exception {
    try (DocumentWriter writer =
        new DocumentWriter(connection, new MetadataTypes(Map.of()), 1, count -> {})) {
      write(writer, "tie", new Change(5, "one")).get(1, TimeUnit.MINUTES);
      write(writer, "tie", new Change(5, "other")).get(1, TimeUnit.MINUTES);
      WriteResult older = write(writer, "tie", new Change(4, null)).get(1, TimeUnit.MINUTES);
      assertThat(older).isEqualTo(new WriteResult.Stale());
      JsonNode held = held(List.of("tie")).get("tie");
      assertThat(held.path("_version").asLong()).isEqualTo(5);
      assertThat(held.path("_source").path("text").asText()).isIn("one", "other");
    }
  }

  @Example
  void aSweepTakesOldTombstonesAloneWhateverIsWrittenMeanwhile() throws Exception {
    try (DocumentWriter writer =
        new DocumentWriter(connection, new MetadataTypes(Map.of()), 400, count -> {})) {
      List<String> ids = IntStream.range(0, 400).mapToObj(i -> "sweep-" + i).toList();
      List<CompletableFuture<WriteResult>> deletes =
          ids.stream().map(id -> writer.delete(id, 10)).toList();
      for (CompletableFuture<WriteResult> delete : deletes) {
        delete.get(1, TimeUnit.MINUTES);
      }
      ask("POST", "/" + ALIAS + "/_refresh", null);
      TombstoneSweep sweep = new TombstoneSweep(connection);
      assertThat(sweep.removeSome(0, 500).found()).isZero();

      // Half of them come back, with a higher version, while the sweep goes on.
      CompletableFuture<Long> removed =
          CompletableFuture.supplyAsync(
              () -> {
                long sum = 0;
                TombstoneSweep.Swept batch;
                do {
                  batch = sweep.removeSome(System.currentTimeMillis() + 60_000, 50);
                  sum += batch.removed();
                } while (batch.found() > 0);
                return sum;
              });
      List<CompletableFuture<WriteResult>> returns = new ArrayList<>();
      for (int i = 0; i < ids.size(); i += 2) {
        returns.add(write(writer, ids.get(i), new Change(11, "back")));
      }
      for (CompletableFuture<WriteResult> each : returns) {
        assertThat(each.get(1, TimeUnit.MINUTES)).isEqualTo(new WriteResult.Applied());
      }
      // At least those that did not come back; others of this index may be among them.
      assertThat(removed.get(2, TimeUnit.MINUTES)).isGreaterThanOrEqualTo(200L);

      Map<String, JsonNode> held = held(ids);
      for (int i = 0; i < ids.size(); i++) {
        assertThat(held.get(ids.get(i)).path("found").asBoolean()).isEqualTo(i % 2 == 0);
      }
    }
  }
}
