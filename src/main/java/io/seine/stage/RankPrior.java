package io.seine.stage;

import io.seine.inference.CrossEncoder;

/**
 * What the retrieval knew of a candidate before it was read: log-odds that fall with the logarithm
 * of its rank, weighed by λ. Added to the cross-encoder's logit it makes the score of a hit, as in
 * a product of experts: sigmoid(logit − λ·ln(rank)).
 *
 * @param lambda 0 is the cross-encoder alone
 */
public record RankPrior(double lambda) {
  /** The score, in 0–1, of a candidate with this logit and this rank, from 1, in the retrieval. */
  double score(double logit, int rank) {
    return CrossEncoder.sigmoid(logOdds(logit, rank));
  }

  /** The log-odds that the score is the probability of. */
  double logOdds(double logit, int rank) {
    return logit - lambda * Math.log(rank);
  }
}
