package io.seine.search;

import io.seine.message.RankedResult.Retrieval;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The log-odds that a candidate is relevant, as a weighted sum of what the cross-encoder said and
 * what the retrieval knew. The weights are fitted to judged queries by logistic regression, so that
 * the score is a probability as far as those judgements tell.
 *
 * @param intercept of the sum
 * @param logit the weight of the cross-encoder's logit
 * @param rank the weight of the natural logarithm of the rank in the retrieval
 * @param keyword the weight of the keyword score; it and the similarities are scaled to 0–1 among
 *     the candidates of the query, and 0 where there is none
 * @param document the weight of the similarity of the whole document
 * @param passage the weight of the similarity of the nearest passage
 */
public record Fusion(
    double intercept, double logit, double rank, double keyword, double document, double passage) {

  /** The cross-encoder's reading alone. */
  public static final Fusion ALONE = new Fusion(0, 1, 0, 0, 0, 0);

  /**
   * The order of logit − 3·ln(rank), its scale fitted to train queries of SciFact. The scores of
   * the retrieval themselves have no weight: fitted ones were no better on other queries, and worse
   * on another collection (docs/quality.md).
   */
  public static final Fusion DEFAULT = new Fusion(-0.7, 0.37, -1.11, 0, 0, 0);

  /** What the retrieval knew of a candidate, in numbers that mean the same in every query. */
  public record Features(double lnRank, double keyword, double document, double passage) {}

  /**
   * The features of each candidate of a query.
   *
   * @param candidates in retrieval order
   * @param among how many of them, from the first on, the scales are made from: those to be read
   */
  public static List<Features> features(List<Retrieval> candidates, int among) {
    List<Retrieval> first = candidates.subList(0, Math.min(among, candidates.size()));
    Scale keyword = Scale.of(first, Retrieval::keywordScore);
    Scale document = Scale.of(first, Retrieval::documentSimilarity);
    Scale passage = Scale.of(first, Retrieval::passageSimilarity);
    List<Features> features = new ArrayList<>();
    for (Retrieval candidate : candidates) {
      features.add(
          new Features(
              Math.log(candidate.rank()),
              keyword.apply(candidate.keywordScore()),
              document.apply(candidate.documentSimilarity()),
              passage.apply(candidate.passageSimilarity())));
    }
    return features;
  }

  /** The log-odds of a candidate before it is read. */
  public double prior(Features features) {
    return intercept
        + rank * features.lnRank()
        + keyword * features.keyword()
        + document * features.document()
        + passage * features.passage();
  }

  /** The score, in 0–1, of a candidate that was not read. */
  public double score(Features features) {
    return sigmoid(prior(features));
  }

  /** The log-odds of a candidate that the cross-encoder gave this logit. */
  public double logOdds(double logit, Features features) {
    return this.logit * logit + prior(features);
  }

  /** The score, in 0–1, of a candidate that the cross-encoder gave this logit. */
  public double score(double logit, Features features) {
    return sigmoid(logOdds(logit, features));
  }

  private static double sigmoid(double logOdds) {
    return 1 / (1 + Math.exp(-logOdds));
  }

  /** From the least to the greatest of the values that there are. */
  private record Scale(double min, double max) {
    static Scale of(List<Retrieval> candidates, Function<Retrieval, @Nullable Double> value) {
      double min = Double.POSITIVE_INFINITY;
      double max = Double.NEGATIVE_INFINITY;
      for (Retrieval candidate : candidates) {
        Double known = value.apply(candidate);
        if (known != null) {
          min = Math.min(min, known);
          max = Math.max(max, known);
        }
      }
      return new Scale(min, max);
    }

    /** What is missing counts as the least that is there. */
    double apply(@Nullable Double value) {
      return value == null || max <= min
          ? 0
          : Math.max(0, Math.min(1, (value - min) / (max - min)));
    }
  }
}
