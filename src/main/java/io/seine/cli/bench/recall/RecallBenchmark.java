package io.seine.cli.bench.recall;

import io.seine.cli.bench.measure.Distribution;
import io.seine.cli.evaluation.ExactSearch;
import io.seine.cli.evaluation.VectorDocument;
import io.seine.message.Condition;
import io.seine.message.MetadataType;
import io.seine.message.RetrievalMode;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;

/**
 * How much of what is nearest the index finds, and how fast: the same mapping, writer and searches
 * as the jobs', held to exact search. The index is merged to one segment first, in which a search
 * finds least.
 */
final class RecallBenchmark {
  /** How deep an unfiltered search is judged. */
  static final int DEEP = 50;

  /** How deep a filtered search is judged. */
  static final int SHALLOW = 10;

  /** The parts of all documents that the filters leave. */
  private static final List<Double> SHARES = List.of(0.5, 0.1, 0.01, 0.001, 0.0001);

  private static final int FILTERED_DEPTH = 100;
  private static final int WARM_UP = 20;
  private static final int UNDER_WAY = 200;
  private static final int TIMEOUT_MILLIS = 600_000;
  private static final RetrievalWeights PASSAGES_ALONE = new RetrievalWeights(0, 0, 1, 0);
  private static final RetrievalWeights DOCUMENTS_ALONE = new RetrievalWeights(0, 1, 0, 0);

  /** What an index is made with. */
  record Graph(VectorStorage vectors, int m, int efConstruction) {}

  /**
   * What a search without a filter found.
   *
   * @param depth how many neighbours the index was asked for
   * @param passages the part of the nearest by passage that it found; likewise the documents
   * @param micros how long each search took, by passage, with the fetching of what it found
   */
  record Found(int depth, double passages, double documents, Distribution micros) {}

  /**
   * What a filtered search found.
   *
   * @param share the part of all documents that the filter leaves
   */
  record Filtered(double share, int documents, double recall, Distribution micros) {}

  /** What was measured of an index. */
  record Result(
      Graph graph, long bytes, double buildSeconds, List<Found> found, List<Filtered> filtered) {}

  private final String openSearchUrl;
  private final List<VectorDocument> documents;
  private final List<float[]> queries;
  private final List<Integer> depths;
  private final ExactSearch exact;
  private int indexes;

  RecallBenchmark(
      String openSearchUrl,
      List<VectorDocument> documents,
      List<float[]> queries,
      List<Integer> depths) {
    this.openSearchUrl = openSearchUrl;
    this.documents = documents;
    this.queries = queries;
    this.depths = depths;
    this.exact = new ExactSearch(documents);
  }

  /**
   * Makes an index and measures it.
   *
   * @param written is told how many documents are in it so far
   */
  Result measure(Graph graph, LongConsumer written) throws Exception {
    String alias = "recall-" + ++indexes;
    try (SearchConnection connection =
        SearchConnection.open(
            new SearchSettings(
                openSearchUrl, alias, null, null, null, null, null, TIMEOUT_MILLIS))) {
      IndexAdmin admin = new IndexAdmin(connection);
      admin.prepare(
          new IndexSchema(
              queries.get(0).length,
              "benchmark",
              "benchmark",
              Map.of("number", MetadataType.LONG),
              Language.NONE,
              graph.vectors(),
              1,
              0,
              1_000,
              graph.m(),
              graph.efConstruction()));
      IndexContents contents = admin.contents();
      long start = System.nanoTime();
      write(connection, contents, written);
      admin.merge();
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Result(
          graph,
          admin.bytes(),
          seconds,
          found(connection, contents.vectors()),
          filtered(connection, contents.vectors()));
    }
  }

  private void write(SearchConnection connection, IndexContents contents, LongConsumer written)
      throws Exception {
    Semaphore room = new Semaphore(UNDER_WAY);
    List<CompletableFuture<Void>> writes = new ArrayList<>();
    try (DocumentWriter writer =
        new DocumentWriter(connection, contents.metadata(), UNDER_WAY, again -> {})) {
      for (int number = 0; number < documents.size(); number++) {
        room.acquire();
        writes.add(
            writer
                .upsert(document(number))
                .thenAccept(result -> {})
                .whenComplete((nothing, thrown) -> room.release()));
        written.accept(number + 1L);
      }
      CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)).get();
    }
  }

  private IndexedDocument document(int number) {
    VectorDocument document = documents.get(number);
    List<IndexedPassage> passages =
        document.passages().stream()
            .map(vector -> new IndexedPassage("a passage", 0, 9, vector))
            .toList();
    return new IndexedDocument(
        Integer.toString(number),
        1,
        "",
        "a document",
        Map.of("number", number),
        document.vector(),
        passages,
        kept(document));
  }

  /** The vectors once more, as the jobs keep them: each under a key of 32 hexadecimal digits. */
  private static Map<String, float[]> kept(VectorDocument document) {
    Map<String, float[]> kept = new HashMap<>();
    kept.put("%032x".formatted(0), document.vector());
    document.passages().forEach(vector -> kept.put("%032x".formatted(kept.size()), vector));
    return kept;
  }

  private List<Found> found(SearchConnection connection, VectorStorage vectors) throws Exception {
    List<Found> rows = new ArrayList<>();
    for (int depth : depths) {
      List<Long> micros = new ArrayList<>();
      double passages = 0;
      double wholes = 0;
      for (int i = -WARM_UP; i < queries.size(); i++) {
        float[] query = queries.get(Math.floorMod(i, queries.size()));
        long start = System.nanoTime();
        List<Integer> byPassage =
            search(connection, PASSAGES_ALONE, vectors, query, List.of(), depth, DEEP);
        if (i < 0) {
          continue;
        }
        micros.add((System.nanoTime() - start) / 1_000);
        passages += recall(byPassage, exact.byPassage(query, DEEP, number -> true));
        wholes +=
            recall(
                search(connection, DOCUMENTS_ALONE, vectors, query, List.of(), depth, DEEP),
                exact.byDocument(query, DEEP, number -> true));
      }
      rows.add(
          new Found(
              depth, passages / queries.size(), wholes / queries.size(), new Distribution(micros)));
    }
    return rows;
  }

  private List<Filtered> filtered(SearchConnection connection, VectorStorage vectors)
      throws Exception {
    List<Filtered> rows = new ArrayList<>();
    for (double share : SHARES) {
      int left = (int) Math.max(1, Math.round(share * documents.size()));
      List<Condition> filter =
          List.of(new Condition.Range("number", null, null, (long) left, null));
      IntPredicate holds = number -> number < left;
      List<Long> micros = new ArrayList<>();
      double recall = 0;
      for (float[] query : queries) {
        long start = System.nanoTime();
        List<Integer> hits =
            search(connection, PASSAGES_ALONE, vectors, query, filter, FILTERED_DEPTH, SHALLOW);
        micros.add((System.nanoTime() - start) / 1_000);
        recall += recall(hits, exact.byPassage(query, SHALLOW, holds));
      }
      rows.add(new Filtered(share, left, recall / queries.size(), new Distribution(micros)));
    }
    return rows;
  }

  private static List<Integer> search(
      SearchConnection connection,
      RetrievalWeights lists,
      VectorStorage vectors,
      float[] query,
      List<Condition> filter,
      int depth,
      int limit)
      throws Exception {
    return new Retriever(connection, lists)
            .retrieve(
                new RetrievalRequest(
                    "", query, filter, RetrievalMode.VECTOR, depth, limit, 1, TIMEOUT_MILLIS),
                vectors)
            .get()
            .stream()
            .map(Candidate::id)
            .map(Integer::valueOf)
            .toList();
  }

  private static double recall(List<Integer> hits, List<Integer> nearest) {
    Set<Integer> both = new HashSet<>(hits);
    both.retainAll(nearest);
    return (double) both.size() / nearest.size();
  }
}
