package io.seine.cli.models;

import io.seine.cli.evaluation.JudgedCollection;
import io.seine.cli.evaluation.JudgedQuery;
import io.seine.message.Document;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Judged queries and the documents that they are asked of, few enough that models can read them
 * within minutes: the first queries, the documents that are judged for them, and others by chance.
 *
 * @param allQueries how many the collection has
 * @param allDocuments how many the collection has; 0 when none were read
 */
public record JudgedSample(
    String name,
    List<JudgedQuery> queries,
    List<Document> documents,
    int allQueries,
    int allDocuments) {
  /** The same documents every time. */
  private static final long SEED = 1_847;

  /** The queries of a collection, and no documents. */
  public static JudgedSample queriesOf(JudgedCollection collection, int queries) {
    return sample(
        collection.name(), collection.queries(Integer.MAX_VALUE), Stream.of(), queries, 0);
  }

  /**
   * The queries of a collection and its documents.
   *
   * @param queries how many at most; likewise the documents, but all that are judged
   * @param onProblem is told of every record that is no document
   * @throws io.seine.cli.input.InputException when it can't be read
   */
  public static JudgedSample of(
      JudgedCollection collection, int queries, int documents, Consumer<String> onProblem) {
    List<JudgedQuery> all = collection.queries(Integer.MAX_VALUE);
    try (Stream<Document> corpus = collection.documents(onProblem)) {
      return sample(collection.name(), all, corpus, queries, documents);
    }
  }

  private static JudgedSample sample(
      String name, List<JudgedQuery> all, Stream<Document> corpus, int queries, int documents) {
    List<JudgedQuery> chosen = all.subList(0, Math.min(queries, all.size()));
    Set<String> judged =
        chosen.stream()
            .flatMap(query -> query.grades().keySet().stream())
            .collect(Collectors.toSet());
    List<Document> kept = new ArrayList<>();
    Reservoir others = new Reservoir(documents);
    int[] count = new int[1];
    corpus.forEach(
        document -> {
          count[0]++;
          if (judged.contains(document.id())) {
            kept.add(document);
          } else {
            others.offer(document);
          }
        });
    // Not as many fewer as are judged: a collection need not hold all of those.
    kept.addAll(others.some(documents - kept.size()));
    return new JudgedSample(name, chosen, List.copyOf(kept), all.size(), count[0]);
  }

  /** So many of a stream of unknown length, each with the same chance (Vitter, 1985). */
  private static final class Reservoir {
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final List<Document> chosen = new ArrayList<>();
    private final int size;
    private int seen;

    Reservoir(int size) {
      this.size = size;
    }

    /** So many of those chosen, at most, by chance again: their places are not. */
    List<Document> some(int count) {
      List<Document> shuffled = new ArrayList<>(chosen);
      Collections.shuffle(shuffled, new Random(SEED));
      return shuffled.subList(0, Math.max(0, Math.min(count, shuffled.size())));
    }

    void offer(Document document) {
      seen++;
      if (chosen.size() < size) {
        chosen.add(document);
      } else if (size > 0) {
        int place = random.nextInt(seen);
        if (place < size) {
          chosen.set(place, document);
        }
      }
    }
  }

  /** What was taken of what, in words. */
  String description() {
    String asked =
        queries.size() == allQueries
            ? "%d judged queries of %s".formatted(allQueries, name)
            : "the first %d of %d judged queries of %s".formatted(queries.size(), allQueries, name);
    if (documents.isEmpty()) {
      return asked;
    }
    if (documents.size() == allDocuments) {
      return String.format(Locale.ROOT, "%s, all of its %,d documents", asked, allDocuments);
    }
    return String.format(
        Locale.ROOT,
        "%s, %,d of its %,d documents (those judged, others by chance: among fewer the relevant"
            + " ones are found more easily)",
        asked,
        documents.size(),
        allDocuments);
  }
}
