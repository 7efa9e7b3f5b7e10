package io.seine.cli.models;

import io.seine.cli.evaluation.JudgedQuery;
import io.seine.cli.evaluation.Measures;
import io.seine.cli.evaluation.PairedStatistics;
import io.seine.cli.evaluation.RetrievedCandidates;
import io.seine.cli.input.InputException;
import io.seine.cli.terminal.Progress;
import io.seine.inference.BiEncoder;
import io.seine.inference.CrossEncoder;
import io.seine.inference.Reading;
import io.seine.search.Fusion;
import io.seine.text.Headed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The same candidates of judged queries, read by one cross-encoder and another. */
public final class CrossEncoderTrial {
  /** As many as a query has where nothing else is asked for. */
  private static final int CANDIDATES = 50;

  private final List<Map<String, Integer>> grades;
  private final List<RetrievedCandidates> candidates;
  private final String description;

  private CrossEncoderTrial(
      List<JudgedQuery> queries, List<RetrievedCandidates> candidates, String description) {
    this.grades = queries.stream().map(JudgedQuery::grades).toList();
    this.candidates = candidates;
    this.description = description;
  }

  /** Of the candidates that a bi-encoder brings up among the documents of the sample. */
  public static CrossEncoderTrial ofNearest(JudgedSample sample, BiEncoder retriever) {
    VectorSearch search = new VectorSearch(retriever, sample.documents());
    return new CrossEncoderTrial(
        sample.queries(),
        sample.queries().stream().map(search::find).toList(),
        "On %s; the %d candidates nearest by %s are read"
            .formatted(sample.description(), CANDIDATES, retriever.id()));
  }

  /**
   * Of the candidates in a file, as {@code seine eval --candidates} writes them.
   *
   * @throws InputException when it can't be read, or holds none of the queries
   */
  public static CrossEncoderTrial ofFile(JudgedSample sample, Path file) {
    Map<String, RetrievedCandidates> found =
        RetrievedCandidates.read(file).stream()
            .collect(
                Collectors.toMap(
                    RetrievedCandidates::queryId, Function.identity(), (first, again) -> first));
    List<JudgedQuery> queries =
        sample.queries().stream().filter(query -> found.containsKey(query.id())).toList();
    if (queries.isEmpty()) {
      throw new InputException(
          "%s has candidates of none of the %s.".formatted(file, sample.description()));
    }
    List<RetrievedCandidates> candidates = new ArrayList<>();
    queries.forEach(query -> candidates.add(found.get(query.id())));
    return new CrossEncoderTrial(
        queries,
        candidates,
        "On %s%s; the first %d candidates of each in %s are read"
            .formatted(
                sample.description(),
                queries.size() == sample.queries().size()
                    ? ""
                    : " (%d of them have candidates)".formatted(queries.size()),
                CANDIDATES,
                file.getFileName()));
  }

  /** What was tried, in a sentence without its end. */
  public String description() {
    return String.format(
        Locale.ROOT,
        "%s; unread their nDCG@10 is %.4f",
        description,
        PairedStatistics.mean(ndcg(i -> candidates.get(i).retrieval())));
  }

  /** Has the model read, and judges the order that comes of it. */
  public ModelQuality of(CrossEncoder model) {
    List<RetrievedCandidates> read = new ArrayList<>();
    try (Progress bar = new Progress("Reading by " + model.id(), candidates.size())) {
      for (RetrievedCandidates query : candidates) {
        read.add(query.read(logits(model, query)));
        bar.stepTo(read.size());
      }
    }
    Map<String, double[]> measures = new LinkedHashMap<>();
    measures.put("nDCG@10, fused", ndcg(i -> read.get(i).ranking(Fusion.DEFAULT)));
    measures.put("nDCG@10, alone", ndcg(i -> read.get(i).ranking(Fusion.ALONE)));
    return new ModelQuality(model.id(), measures);
  }

  private static double[] logits(CrossEncoder model, RetrievedCandidates query) {
    List<String> passages =
        query.candidates().stream()
            .limit(CANDIDATES)
            .map(candidate -> Headed.text(candidate.title(), candidate.passage()))
            .toList();
    if (passages.isEmpty()) {
      return new double[0];
    }
    Reading reading = model.read(query.text(), passages, Long.MAX_VALUE);
    reading.completion().join();
    return IntStream.range(0, passages.size()).mapToDouble(reading::logit).toArray();
  }

  private double[] ndcg(Function<Integer, List<String>> order) {
    return IntStream.range(0, grades.size())
        .mapToDouble(i -> Measures.of(order.apply(i), grades.get(i)).ndcg())
        .toArray();
  }
}
