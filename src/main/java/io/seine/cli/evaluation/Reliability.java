package io.seine.cli.evaluation;

import io.seine.cli.evaluation.ReadAnswer.GradedHit;
import java.util.ArrayList;
import java.util.List;

/**
 * How far a score is the probability that a hit is relevant: hits of like scores, and how many of
 * them are. What is not judged counts as not relevant.
 *
 * @param bins tenths of the scale that hold any hits
 */
record Reliability(List<Bin> bins) {
  private static final int BINS = 10;

  /** A score, and whether the hit that has it is relevant. */
  record Scored(double score, boolean relevant) {}

  /**
   * The hits whose scores lie in one tenth of the scale.
   *
   * @param score their mean score
   * @param relevant the part of them that is relevant
   */
  record Bin(double from, double to, int hits, double score, double relevant) {}

  static Reliability of(List<Scored> scored) {
    List<Bin> bins = new ArrayList<>();
    for (int i = 0; i < BINS; i++) {
      int bin = i;
      List<Scored> inside =
          scored.stream()
              .filter(hit -> Math.min(BINS - 1, (int) (hit.score() * BINS)) == bin)
              .toList();
      if (!inside.isEmpty()) {
        bins.add(
            new Bin(
                (double) bin / BINS,
                (bin + 1.0) / BINS,
                inside.size(),
                inside.stream().mapToDouble(Scored::score).average().orElse(0),
                (double) inside.stream().filter(Scored::relevant).count() / inside.size()));
      }
    }
    return new Reliability(List.copyOf(bins));
  }

  static Reliability of(JudgedRun run) {
    List<Scored> scored = new ArrayList<>();
    for (ReadAnswer answer : run.read()) {
      answer.hits().stream()
          .filter(GradedHit::reranked)
          .map(hit -> new Scored(hit.score(), hit.grade() > 0))
          .forEach(scored::add);
    }
    return of(scored);
  }

  /** The expected calibration error: the mean distance of score and truth, weighed by hits. */
  double error() {
    double hits = bins.stream().mapToInt(Bin::hits).sum();
    return bins.stream()
        .mapToDouble(bin -> bin.hits() / hits * Math.abs(bin.score() - bin.relevant()))
        .sum();
  }
}
