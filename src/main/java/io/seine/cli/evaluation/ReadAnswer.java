package io.seine.cli.evaluation;

import io.seine.message.RankedResult;
import java.util.Comparator;
import java.util.List;

/**
 * What the cross-encoder made of one query's candidates: scores and grades, and no text.
 *
 * @param read how many of them it read
 * @param hits in the order of the retrieval
 */
record ReadAnswer(int read, List<GradedHit> hits) {

  /**
   * A hit.
   *
   * @param rank in the retrieval
   * @param reranked whether it was read
   * @param grade 0 when it is not judged
   */
  record GradedHit(int rank, double score, boolean reranked, int grade) {}

  static ReadAnswer of(JudgedQuery query, RankedResult answer) {
    return new ReadAnswer(
        answer.reranked(),
        answer.hits().stream()
            .map(
                hit ->
                    new GradedHit(
                        hit.retrieval().rank(),
                        hit.score(),
                        hit.reranked(),
                        query.grades().getOrDefault(hit.id(), 0)))
            .sorted(Comparator.comparingInt(GradedHit::rank))
            .toList());
  }
}
