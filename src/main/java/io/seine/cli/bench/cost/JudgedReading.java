package io.seine.cli.bench.cost;

import io.seine.cli.evaluation.JudgedQuery;
import io.seine.cli.evaluation.Measures;
import io.seine.stage.ReadingPolicy;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the cross-encoder said of every candidate of a judged query, so that what a policy would
 * have read, and what it would have answered, can be told without reading again.
 *
 * @param candidates in retrieval order
 */
record JudgedReading(JudgedQuery query, List<Candidate> candidates) {
  /**
   * A candidate that was read.
   *
   * @param score that orders the hits, as log-odds
   * @param prior the score that it would have if the reading said nothing
   */
  record Candidate(String id, double score, double prior) {}

  /**
   * What a policy makes of the query.
   *
   * @param pairs how many candidates are read
   * @param hits their ids, best first
   */
  record Answer(int pairs, List<String> hits) {}

  /** The answer of as many hits as k, of the candidates that the policy reads. */
  Answer answer(ReadingPolicy policy, int k) {
    int read = policy.read(scores(), priors(), k);
    List<String> hits =
        IntStream.range(0, read)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingDouble(i -> candidates.get(i).score())
                    .reversed()
                    .thenComparing(Comparator.naturalOrder()))
            .limit(k)
            .map(i -> candidates.get(i).id())
            .toList();
    return new Answer(read, hits);
  }

  /** The answer of the retrieval alone. */
  Answer unread(int k) {
    return new Answer(0, candidates.stream().limit(k).map(Candidate::id).toList());
  }

  /** nDCG@10 of an answer. */
  double ndcg(Answer answer) {
    return Measures.of(answer.hits(), query.grades()).ndcg();
  }

  double[] scores() {
    return candidates.stream().mapToDouble(Candidate::score).toArray();
  }

  double[] priors() {
    return candidates.stream().mapToDouble(Candidate::prior).toArray();
  }
}
