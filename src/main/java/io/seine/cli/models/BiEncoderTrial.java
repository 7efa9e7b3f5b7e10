package io.seine.cli.models;

import io.seine.cli.evaluation.JudgedQuery;
import io.seine.cli.evaluation.Measure;
import io.seine.cli.evaluation.Measures;
import io.seine.inference.BiEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Judged queries answered by the vectors of a bi-encoder, and by nothing else. */
public final class BiEncoderTrial {
  private static final List<Measure> SHOWN =
      List.of(Measure.NDCG, Measure.RECALL_10, Measure.RECALL_100);

  private final JudgedSample sample;

  public BiEncoderTrial(JudgedSample sample) {
    this.sample = sample;
  }

  /** What was tried, in a sentence without its end. */
  public String description() {
    return "On %s; vectors alone, compared exactly".formatted(sample.description());
  }

  /** Embeds the documents and the queries, and judges what is nearest. */
  public ModelQuality of(BiEncoder model) {
    VectorSearch search = new VectorSearch(model, sample.documents());
    List<Measures> judged = new ArrayList<>();
    for (JudgedQuery query : sample.queries()) {
      judged.add(Measures.of(search.find(query).retrieval(), query.grades()));
    }
    Map<String, double[]> measures = new LinkedHashMap<>();
    for (Measure measure : SHOWN) {
      measures.put(measure.title(), judged.stream().mapToDouble(measure::of).toArray());
    }
    return new ModelQuality(model.id(), measures);
  }
}
