package io.seine.cli.bench;

import java.util.Arrays;
import java.util.Random;

/**
 * How far the difference of two means over the same queries may be chance: queries are drawn again
 * and again, with replacement, and each time the difference is taken (Efron and Tibshirani, 1993).
 *
 * @param low with 2.5 % of the draws below it
 * @param high with 2.5 % of the draws above it
 */
public record PairedBootstrap(double low, double high) {
  private static final int DRAWS = 10_000;
  private static final long SEED = 1;

  /** The relative difference of the second mean from the first; both of the same queries. */
  static PairedBootstrap relative(double[] first, double[] second) {
    // The same draws every time, so that a report can be repeated.
    Random random = new Random(SEED);
    double[] differences = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      double firsts = 0;
      double seconds = 0;
      for (int i = 0; i < first.length; i++) {
        int query = random.nextInt(first.length);
        firsts += first[query];
        seconds += second[query];
      }
      differences[draw] = firsts == 0 ? 0 : seconds / firsts - 1;
    }
    Arrays.sort(differences);
    return new PairedBootstrap(differences[DRAWS / 40], differences[DRAWS - 1 - DRAWS / 40]);
  }
}
