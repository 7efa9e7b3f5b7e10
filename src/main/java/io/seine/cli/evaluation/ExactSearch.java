package io.seine.cli.evaluation;

import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** The truth that an index is held to: every vector is compared with the query. */
public final class ExactSearch {
  private final List<VectorDocument> documents;

  public ExactSearch(List<VectorDocument> documents) {
    this.documents = documents;
  }

  /** The numbers of the documents whose nearest passage is nearest, best first. */
  public List<Integer> byPassage(float[] query, int count, IntPredicate filter) {
    return nearest(
        count,
        filter,
        number ->
            documents.get(number).passages().stream()
                .mapToDouble(passage -> dot(query, passage))
                .max()
                .orElse(-1));
  }

  /** The numbers of the documents whose whole is nearest, best first. */
  public List<Integer> byDocument(float[] query, int count, IntPredicate filter) {
    return nearest(count, filter, number -> dot(query, documents.get(number).vector()));
  }

  private record Scored(int number, double score) {}

  private List<Integer> nearest(int count, IntPredicate filter, IntToDoubleFunction score) {
    return IntStream.range(0, documents.size())
        .parallel()
        .filter(filter)
        .mapToObj(number -> new Scored(number, score.applyAsDouble(number)))
        .sorted(Comparator.comparingDouble(Scored::score).reversed())
        .limit(count)
        .map(Scored::number)
        .toList();
  }

  /** The cosine of two vectors of length 1. */
  public static double dot(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
