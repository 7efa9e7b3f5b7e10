package io.seine.end;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.end.Scrape.Sample;
import io.seine.message.Document;
import io.seine.message.DocumentChange;
import io.seine.message.RankedResult.Hit;
import io.seine.message.Records;
import io.seine.search.DocumentLookup;
import io.seine.search.DocumentWriter;
import io.seine.search.IndexAdmin;
import io.seine.search.IndexSchema;
import io.seine.search.KnownDocument;
import io.seine.search.Language;
import io.seine.search.MetadataTypes;
import io.seine.search.SearchConnection;
import io.seine.search.SearchSettings;
import io.seine.search.VectorStorage;
import io.seine.stage.EmbeddedChange;
import io.seine.stage.Outcome;
import io.seine.stage.Telemetry;
import io.seine.stage.WriteDocument;
import io.seine.stage.WrittenChange;
import io.seine.text.Passage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Documents that come again: what did not change of them is not embedded again. */
class ReplayIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String PREFIX = "flink_taskmanager_job_task_operator_seine_";

  private static SeineUnderTest seine;

  @BeforeAll
  static void start() throws Exception {
    seine = SeineUnderTest.get();
  }

  /** A sentence that makes up a passage of its own. */
  private static String sentence(String word) {
    return "The "
        + IntStream.range(0, 40).mapToObj(i -> word + i % 7).collect(Collectors.joining(" "))
        + ".";
  }

  /** Publishes a document and waits until the index shows it in this version. */
  private static JsonNode index(String id, String title, String text, String lang, long version)
      throws Exception {
    seine.publish(
        "documents",
        id,
        JSON.createObjectNode()
            .put("title", title)
            .put("text", text)
            .put("version", version)
            .set("metadata", JSON.createObjectNode().put("test", "replay").put("lang", lang))
            .toString());
    Patience.until(
        id + " in version " + version, () -> get(id).path("_version").asLong(-1) == version);
    return get(id);
  }

  /** What the last refresh of the index shows of a document. */
  private static JsonNode get(String id) throws IOException, InterruptedException {
    return ask(
        "GET",
        "/documents/_doc/" + id + "?realtime=false&_source=true&stored_fields=kept_vectors",
        null);
  }

  private static JsonNode ask(String method, String path, @Nullable JsonNode body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(seine.searchSettings().url() + path))
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    return JSON.readTree(HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  private static String vectors(JsonNode document) {
    String vectors = document.path("fields").path("kept_vectors").path(0).asText();
    assertThat(vectors).isNotEmpty();
    return vectors;
  }

  private static double counted(String metric, String label, String value) throws IOException {
    List<Sample> samples =
        Scrape.of(seine.seine().cluster().metricsUrl()).of(PREFIX + metric, label, value);
    // Those of embed-documents, and of write-documents, which embeds what was under way anew.
    assertThat(samples).isNotEmpty();
    return samples.stream().mapToDouble(Sample::value).sum();
  }

  private static double embedded() throws IOException {
    return counted("vectors_by_origin_total", "origin", "embedded");
  }

  private static double reused() throws IOException {
    return counted("vectors_by_origin_total", "origin", "reused");
  }

  private static double stale() throws IOException {
    return counted("documents_by_result_total", "result", "stale");
  }

  @Test
  void whatDidNotChangeIsNotEmbeddedAgain() throws Exception {
    String text = sentence("river") + " " + sentence("boat") + " " + sentence("net");
    double embedded = embedded();
    JsonNode first = index("replay-1", "Fishing", text, "en", 1);
    assertThat(embedded() - embedded).isEqualTo(4);

    embedded = embedded();
    double reused = reused();
    JsonNode again = index("replay-1", "Fishing", text, "de", 2);

    assertThat(embedded() - embedded).isZero();
    assertThat(reused() - reused).isEqualTo(4);
    assertThat(vectors(again)).isEqualTo(vectors(first));
    assertThat(again.path("_source").path("metadata").path("lang").asText()).isEqualTo("de");
    assertThat(again.path("_source").path("passages"))
        .hasSize(3)
        .isEqualTo(first.path("_source").path("passages"));
    Hit hit =
        seine
            .askUntil(
                "replay-1",
                "{\"text\": \"boat0\", \"filter\": {\"test\": \"replay\", \"lang\": \"de\"}, \"deadline_ms\": 60000}",
                result -> !result.hits().isEmpty())
            .hits()
            .get(0);
    assertThat(hit.passage()).contains("boat0");
    assertThat(hit.retrieval().passageRank()).isEqualTo(1);
  }

  @Test
  void ofAChangedDocumentThePassageAndTheWholeAreEmbedded() throws Exception {
    index("replay-2", "", sentence("a") + " " + sentence("b") + " " + sentence("c"), "en", 1);
    double embedded = embedded();

    index("replay-2", "", sentence("a") + " " + sentence("d") + " " + sentence("c"), "en", 2);

    assertThat(embedded() - embedded).isEqualTo(2);
  }

  @Test
  void aVectorIsOfThePassageUnderItsTitle() throws Exception {
    index("replay-3", "One", sentence("a") + " " + sentence("b"), "en", 1);
    double embedded = embedded();

    index("replay-3", "Two", sentence("a") + " " + sentence("b"), "en", 2);

    assertThat(embedded() - embedded).isEqualTo(3);
  }

  @Test
  void aDeletedDocumentThatComesAgainIsAllNew() throws Exception {
    JsonNode first = index("replay-4", "", "A short document.", "en", 0);
    // Without a version of its own, the delete has its offset.
    String position = seine.publish("documents", "replay-4", (String) null);
    long offset = Long.parseLong(position.substring(position.lastIndexOf('-') + 1));
    Patience.until(
        "the tombstone of replay-4", () -> get("replay-4").path("_source").has("deleted_at"));
    double embedded = embedded();

    JsonNode again = index("replay-4", "", "A short document.", "en", offset + 1);

    assertThat(embedded() - embedded).isEqualTo(1);
    assertThat(vectors(again)).isEqualTo(vectors(first));
    assertThat(again.path("_source").has("deleted_at")).isFalse();
  }

  @Test
  void whatIsOlderThanTheIndexIsNeitherEmbeddedNorWritten() throws Exception {
    index("replay-5", "", "The newer text.", "en", 100);
    double embedded = embedded();
    double stale = stale();

    seine.publish("documents", "replay-5", "{\"text\": \"An older text.\", \"version\": 99}");
    Patience.until("a stale change", () -> stale() > stale);

    assertThat(embedded()).isEqualTo(embedded);
    assertThat(get("replay-5").path("_source").path("text").asText()).isEqualTo("The newer text.");
  }

  @Test
  void anIndexThatWasMadeBeforeWorksAsItDid() throws Exception {
    SearchSettings settings =
        new SearchSettings(
            seine.searchSettings().url(), "older", null, null, null, null, null, 30_000);
    try (SearchConnection connection = SearchConnection.open(settings);
        DocumentWriter writer =
            new DocumentWriter(connection, new MetadataTypes(Map.of()), 1, count -> {});
        DocumentLookup lookup = new DocumentLookup(connection, 1, count -> {})) {
      IndexAdmin index = new IndexAdmin(connection);
      index.prepare(
          new IndexSchema(
              2, "m", "h", Map.of(), Language.ENGLISH, VectorStorage.FLOAT, 1, 0, 1_000, 16, 100));
      assertThat(index.keepsVectors()).isTrue();
      createWithoutKeptVectors("older");
      index.verify("m", "h");
      assertThat(index.keepsVectors()).isFalse();

      EmbeddedChange change =
          new EmbeddedChange(
              new DocumentChange.Upsert(
                  Records.record("d", "text"), 7, new Document("d", "", "text", Map.of())),
              List.of(new Passage("text", 0, 4)),
              new float[] {1, 0},
              List.of(new float[] {1, 0}),
              List.of("00112233445566778899aabbccddeeff"),
              false,
              null);
      assertThat(outcome(writer, false, change)).isInstanceOf(Outcome.Output.class);
      ask("POST", "/older/_refresh", null);

      KnownDocument known = lookup.find("d", 1).get(1, TimeUnit.MINUTES);
      assertThat(known.version()).isEqualTo(7);
      assertThat(known.vectors()).isEmpty();
      // That it has no place for them is why the writing stage has to be told.
      assertThat(outcome(writer, true, change)).isInstanceOf(Outcome.Rejected.class);
    } finally {
      ask("DELETE", "/older-000001", null);
    }
  }

  private static Outcome<WrittenChange> outcome(
      DocumentWriter writer, boolean keepVectors, EmbeddedChange change) throws Exception {
    return new WriteDocument(writer, keepVectors, InstantSource.system(), Telemetry.NONE)
        .apply(change)
        .toCompletableFuture()
        .get(1, TimeUnit.MINUTES);
  }

  /** Makes the index behind an alias anew, as a Seine made it that kept no vectors. */
  private static void createWithoutKeptVectors(String alias) throws Exception {
    String name = alias + "-000001";
    ObjectNode mappings =
        (ObjectNode) ask("GET", "/" + name + "/_mapping", null).path(name).path("mappings");
    ((ObjectNode) mappings.path("properties")).remove("kept_vectors");
    ObjectNode body = JSON.createObjectNode();
    body.set("mappings", mappings);
    body.putObject("aliases").putObject(alias).put("is_write_index", true);
    JsonNode made = ask("GET", "/" + name + "/_settings", null).path(name).path("settings");
    ObjectNode index = body.putObject("settings").putObject("index").put("knn", true);
    index.set("analysis", made.path("index").path("analysis"));
    ask("DELETE", "/" + name, null);
    assertThat(ask("PUT", "/" + name, body).path("acknowledged").asBoolean()).isTrue();
  }
}
