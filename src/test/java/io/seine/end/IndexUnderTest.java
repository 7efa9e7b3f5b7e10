package io.seine.end;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.message.Condition;
import io.seine.message.InvalidRecordException;
import io.seine.message.MetadataType;
import io.seine.message.QueryDecoder;
import io.seine.message.QueryLimits;
import io.seine.message.ReadingMode;
import io.seine.message.Reranking;
import io.seine.message.RetrievalMode;
import io.seine.message.SourceRecord;
import io.seine.search.Candidate;
import io.seine.search.DocumentWriter;
import io.seine.search.IndexAdmin;
import io.seine.search.IndexContents;
import io.seine.search.IndexSchema;
import io.seine.search.IndexedDocument;
import io.seine.search.IndexedPassage;
import io.seine.search.Language;
import io.seine.search.RetrievalRequest;
import io.seine.search.RetrievalWeights;
import io.seine.search.Retriever;
import io.seine.search.SearchConnection;
import io.seine.search.SearchSettings;
import io.seine.search.VectorStorage;
import io.seine.search.WriteResult;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An index of a test's own, with vectors of its own, on the OpenSearch of the shared Seine: what
 * the search package does with it, without Kafka, Flink and models.
 */
final class IndexUnderTest implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final String url;

  /** As deep as a job looks when nothing is set. */
  private static final int DEPTH = 200;

  private final String alias;
  private final SearchConnection connection;
  private final IndexContents contents;
  private final List<IndexedDocument> documents = new ArrayList<>();

  IndexUnderTest(
      String alias,
      int dimension,
      Map<String, MetadataType> metadata,
      Language language,
      VectorStorage vectors)
      throws Exception {
    this.url = SeineUnderTest.get().seine().cluster().openSearchUrl();
    this.alias = alias;
    this.connection =
        SearchConnection.open(new SearchSettings(url, alias, null, null, null, null, null, 30_000));
    admin().prepare(schema(dimension, metadata, language, vectors));
    this.contents = admin().contents();
  }

  static IndexSchema schema(
      int dimension, Map<String, MetadataType> metadata, Language language, VectorStorage vectors) {
    return new IndexSchema(
        dimension, "none", "none", metadata, language, vectors, 1, 0, 1_000, 16, 100);
  }

  IndexAdmin admin() {
    return new IndexAdmin(connection);
  }

  /** Adds a document of one passage. */
  void add(String id, String title, String text, Map<String, Object> metadata, float[] vector) {
    documents.add(
        new IndexedDocument(
            id,
            1,
            title,
            text,
            metadata,
            vector,
            List.of(new IndexedPassage(text, 0, text.length(), vector)),
            Map.of()));
  }

  /** Writes what was added, and makes it findable. */
  void write() throws Exception {
    try (DocumentWriter writer =
        new DocumentWriter(connection, contents.metadata(), documents.size(), retried -> {})) {
      List<CompletableFuture<WriteResult>> results =
          documents.stream().map(writer::upsert).toList();
      for (CompletableFuture<WriteResult> result : results) {
        assertThat(result.get(2, TimeUnit.MINUTES)).isInstanceOf(WriteResult.Applied.class);
      }
    }
    documents.clear();
    ask("POST", "/" + alias + "/_refresh");
  }

  /** The conditions of a filter as it stands in a query, checked as a job does. */
  List<Condition> filter(String json) throws InvalidRecordException {
    QueryLimits limits =
        new QueryLimits(
            10_000,
            200,
            100,
            100,
            100,
            60_000,
            10,
            50,
            5_000,
            Reranking.FUSED,
            ReadingMode.FIXED,
            1);
    String value = "{\"text\": \"x\", \"filter\": " + json + "}";
    SourceRecord record =
        new SourceRecord("queries", 0, 0, 0, "q".getBytes(UTF_8), value.getBytes(UTF_8), List.of());
    List<Condition> filter = new QueryDecoder(limits).decode(record, 0).filter();
    contents.metadata().checkFilter(filter);
    return filter;
  }

  /** The ids of the candidates of a query, best first. */
  List<String> retrieve(
      RetrievalMode mode, String text, float @Nullable [] vector, List<Condition> filter, int k)
      throws Exception {
    return retrieve(RetrievalWeights.DEFAULT, mode, text, vector, filter, k);
  }

  /** As the other, with lists that count as they are told to. */
  List<String> retrieve(
      RetrievalWeights weights,
      RetrievalMode mode,
      String text,
      float @Nullable [] vector,
      List<Condition> filter,
      int k)
      throws Exception {
    return new Retriever(connection, weights)
            .retrieve(
                new RetrievalRequest(text, vector, filter, mode, Math.max(k, DEPTH), k, 1, 30_000),
                contents.vectors())
            .get(1, TimeUnit.MINUTES)
            .stream()
            .map(Candidate::id)
            .toList();
  }

  private void ask(String method, String path) throws IOException, InterruptedException {
    HttpResponse<String> response =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(url + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isLessThan(300);
  }

  /** Drops the index. */
  @Override
  public void close() throws Exception {
    connection.close();
    ask("DELETE", "/" + alias + "-000001");
  }
}
