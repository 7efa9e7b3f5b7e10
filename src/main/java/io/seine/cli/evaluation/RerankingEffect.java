package io.seine.cli.evaluation;

import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Hit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the reranking gained and lost against the retrieval beneath it, query by query, in nDCG@10.
 *
 * @param changes every query, the greatest loss first
 */
record RerankingEffect(List<Change> changes) {
  private static final int TOP = 10;

  /** Smaller changes are roundings. */
  private static final double EPSILON = 1e-9;

  /**
   * A query before and after.
   *
   * @param retrieved the first ten of the retrieval's order
   * @param reranked the first ten as they were answered
   */
  record Change(
      JudgedQuery query, double before, double after, List<Place> retrieved, List<Place> reranked) {
    double difference() {
      return after - before;
    }
  }

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
  }

  static RerankingEffect of(JudgedRun run) {
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < run.queries().size(); i++) {
      JudgedQuery query = run.queries().get(i);
      changes.add(
          new Change(
              query,
              run.measures(Mode.HYBRID, i).ndcg(),
              run.measures(Mode.RERANKED, i).ndcg(),
              places(query, run.answers(Mode.HYBRID).get(i)),
              places(query, run.answers(Mode.RERANKED).get(i))));
    }
    changes.sort(Comparator.comparingDouble(Change::difference));
    return new RerankingEffect(List.copyOf(changes));
  }

  private static List<Place> places(JudgedQuery query, RankedResult result) {
    return IntStream.range(0, Math.min(TOP, result.hits().size()))
        .mapToObj(
            i -> {
              Hit hit = result.hits().get(i);
              return new Place(
                  hit.rank(),
                  hit.id(),
                  hit.title(),
                  hit.score(),
                  hit.crossEncoderScore(),
                  hit.retrieval().rank(),
                  query.grades().get(hit.id()));
            })
        .toList();
  }

  long better() {
    return changes.stream().filter(change -> change.difference() > EPSILON).count();
  }

  long worse() {
    return changes.stream().filter(change -> change.difference() < -EPSILON).count();
  }

  long same() {
    return changes.size() - better() - worse();
  }

  /** The greatest losses, at most so many. */
  List<Change> losses(int most) {
    return changes.stream().filter(change -> change.difference() < -EPSILON).limit(most).toList();
  }
}
