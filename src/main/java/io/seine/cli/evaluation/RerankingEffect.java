package io.seine.cli.evaluation;

import io.seine.message.RankedResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the reranking gained and lost against the retrieval beneath it, query by query, in nDCG@10.
 *
 * @param changes every query, the greatest loss first
 * @param losses the greatest losses, at most {@link #LOSSES}, the greatest first
 */
record RerankingEffect(List<Change> changes, List<Loss> losses) {
  /** How many of the greatest losses a report shows. */
  static final int LOSSES = 10;

  private static final int TOP = 10;

  /** Smaller changes are roundings. */
  private static final double EPSILON = 1e-9;

  /** A query before and after. */
  record Change(JudgedQuery query, double before, double after) {
    double difference() {
      return after - before;
    }

    boolean isGain() {
      return difference() > EPSILON;
    }

    boolean isLoss() {
      return difference() < -EPSILON;
    }
  }

  /**
   * A query that reranking harmed.
   *
   * @param retrieved the first ten of the retrieval's order
   * @param reranked the first ten as they were answered
   */
  record Loss(Change change, List<Place> retrieved, List<Place> reranked) {}

  /**
   * A place in an order.
   *
   * @param crossEncoderScore null when the hit was not read
   * @param retrievalRank where it stood before the reading
   * @param grade null when it is not judged
   */
  record Place(
      int rank,
      String id,
      String title,
      double score,
      @Nullable Double crossEncoderScore,
      int retrievalRank,
      @Nullable Integer grade) {
    boolean isRelevant() {
      return grade != null && grade > 0;
    }

    /** The first ten places of an answer. */
    static List<Place> first(JudgedQuery query, RankedResult result) {
      return result.hits().stream()
          .limit(TOP)
          .map(
              hit ->
                  new Place(
                      hit.rank(),
                      hit.id(),
                      hit.title(),
                      hit.score(),
                      hit.crossEncoderScore(),
                      hit.retrieval().rank(),
                      query.grades().get(hit.id())))
          .toList();
    }
  }

  static RerankingEffect of(JudgedRun run) {
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < run.queries().size(); i++) {
      JudgedQuery query = run.queries().get(i);
      changes.add(
          new Change(
              query, run.measures(Mode.HYBRID, i).ndcg(), run.measures(Mode.RERANKED, i).ndcg()));
    }
    changes.sort(Comparator.comparingDouble(Change::difference));
    return new RerankingEffect(List.copyOf(changes), run.losses());
  }

  long better() {
    return changes.stream().filter(Change::isGain).count();
  }

  long worse() {
    return changes.stream().filter(Change::isLoss).count();
  }

  long same() {
    return changes.size() - better() - worse();
  }
}
