package io.seine.cli.models;

import io.seine.cli.evaluation.ExactSearch;
import io.seine.cli.evaluation.JudgedQuery;
import io.seine.cli.evaluation.RetrievedCandidates;
import io.seine.cli.evaluation.RetrievedCandidates.Candidate;
import io.seine.cli.evaluation.VectorDocument;
import io.seine.cli.terminal.Progress;
import io.seine.inference.BiEncoder;
import io.seine.job.ModelInputs;
import io.seine.message.Document;
import io.seine.search.ReciprocalRankFusion;
import io.seine.search.ReciprocalRankFusion.Fused;
import io.seine.search.ReciprocalRankFusion.Ranking;
import io.seine.search.RetrievalWeights;
import io.seine.stage.EmbedDocument;
import io.seine.stage.PassagedChange;
import io.seine.text.Passage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * What Seine retrieves by vectors alone, without an index: the documents whose whole, and those
 * whose passage is nearest to the query, exactly, both lists fused.
 */
final class VectorSearch {
  /** How many documents each list holds, as {@code retrieve.depth} has it. */
  private static final int DEPTH = ModelInputs.depth();

  /** Documents whose texts are embedded together: so many that no core waits for long. */
  private static final int TOGETHER = 16;

  private final BiEncoder model;
  private final Function<Document, PassagedChange> splitter;
  private final List<Document> documents;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<List<Passage>> passages = new ArrayList<>();
  private final List<VectorDocument> vectors = new ArrayList<>();
  private final ExactSearch search;

  /** Embeds the documents. */
  VectorSearch(BiEncoder model, List<Document> documents) {
    this.model = model;
    this.splitter = ModelInputs.splitter(model);
    this.documents = documents;
    try (Progress bar = new Progress("Embedding by " + model.id(), documents.size())) {
      for (int begin = 0; begin < documents.size(); begin += TOGETHER) {
        int end = Math.min(documents.size(), begin + TOGETHER);
        embed(documents.subList(begin, end));
        bar.stepTo(end);
      }
    }
    for (int i = 0; i < documents.size(); i++) {
      numbers.put(documents.get(i).id(), i);
    }
    search = new ExactSearch(vectors);
  }

  private void embed(List<Document> some) {
    List<PassagedChange> cut = some.stream().map(splitter).toList();
    List<List<String>> texts =
        cut.stream().map(passaged -> EmbedDocument.texts(passaged, model.maxTokens())).toList();
    List<float[]> made = model.embedDocuments(texts.stream().flatMap(List::stream).toList()).join();
    int next = 0;
    for (int i = 0; i < cut.size(); i++) {
      List<float[]> own = made.subList(next, next + texts.get(i).size());
      next += own.size();
      passages.add(cut.get(i).passages());
      vectors.add(
          new VectorDocument(
              own.get(own.size() - 1),
              List.copyOf(own.subList(0, passages.get(passages.size() - 1).size()))));
    }
  }

  /** The documents of a query, best first, each with the passage that is nearest. */
  RetrievedCandidates find(JudgedQuery query) {
    float[] vector = model.embedQuery(query.text(), Long.MAX_VALUE).join();
    List<Fused> fused =
        ReciprocalRankFusion.fuse(
            List.of(
                new Ranking(
                    ids(search.byDocument(vector, DEPTH, number -> true)),
                    RetrievalWeights.DEFAULT.document()),
                new Ranking(
                    ids(search.byPassage(vector, DEPTH, number -> true)),
                    RetrievalWeights.DEFAULT.passage())));
    List<Candidate> candidates = new ArrayList<>();
    for (Fused found : fused) {
      candidates.add(candidate(query, vector, found.id(), candidates.size() + 1));
    }
    return new RetrievedCandidates(query.id(), query.text(), candidates);
  }

  private List<String> ids(List<Integer> found) {
    return found.stream().map(number -> documents.get(number).id()).toList();
  }

  private Candidate candidate(JudgedQuery query, float[] vector, String id, int rank) {
    int number = Objects.requireNonNull(numbers.get(id), id);
    VectorDocument known = vectors.get(number);
    int nearest = 0;
    double best = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < known.passages().size(); i++) {
      double similarity = ExactSearch.dot(vector, known.passages().get(i));
      if (similarity > best) {
        best = similarity;
        nearest = i;
      }
    }
    return new Candidate(
        id,
        documents.get(number).title(),
        passages.get(number).get(nearest).text(),
        rank,
        null,
        ExactSearch.dot(vector, known.vector()),
        best,
        null,
        query.grades().getOrDefault(id, 0));
  }
}
