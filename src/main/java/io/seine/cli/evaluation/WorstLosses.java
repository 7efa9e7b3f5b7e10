package io.seine.cli.evaluation;

import io.seine.cli.evaluation.RerankingEffect.Change;
import io.seine.cli.evaluation.RerankingEffect.Loss;
import io.seine.cli.evaluation.RerankingEffect.Place;
import io.seine.message.RankedResult;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The queries that reranking harmed the most, with both orders: so many of them, and no more, are
 * kept while the answers come.
 */
final class WorstLosses {
  private static final Comparator<Numbered> GREATEST_FIRST =
      Comparator.comparingDouble((Numbered each) -> each.loss().change().difference())
          .thenComparingInt(Numbered::index);

  private final int most;
  private final Map<Integer, Retrieved> retrieved = new HashMap<>();

  /** The least of them first: it goes when there is a greater one. */
  private final PriorityQueue<Numbered> worst = new PriorityQueue<>(GREATEST_FIRST.reversed());

  private record Retrieved(double ndcg, List<Place> places) {}

  /** Of equal losses the first query's counts as the greater, in whatever order they come. */
  private record Numbered(int index, Loss loss) {}

  WorstLosses(int most) {
    this.most = most;
  }

  /** Takes a query's answer without reading, and how good it is in nDCG@10. */
  void retrieved(int index, JudgedQuery query, RankedResult answer, double ndcg) {
    if (ndcg > 0) {
      // Else there is nothing to lose.
      retrieved.put(index, new Retrieved(ndcg, Place.first(query, answer)));
    }
  }

  /** Takes the answer of the same query with reading. */
  void reranked(int index, JudgedQuery query, RankedResult answer, double ndcg) {
    Retrieved before = retrieved.remove(index);
    if (before == null) {
      return;
    }
    Change change = new Change(query, before.ndcg(), ndcg);
    if (!change.isLoss()) {
      return;
    }
    worst.add(new Numbered(index, new Loss(change, before.places(), Place.first(query, answer))));
    if (worst.size() > most) {
      worst.remove();
    }
  }

  List<Loss> greatestFirst() {
    return worst.stream().sorted(GREATEST_FIRST).map(Numbered::loss).toList();
  }
}
