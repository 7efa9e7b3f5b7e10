package io.seine.search;

/**
 * How much each list of the retrieval counts in the fusion.
 *
 * @param keyword of the list by words, not negative; likewise the others
 * @param document of the list by the vector of the whole
 * @param passage of the list by the vector of the nearest passage
 * @param titleBoost how much a word of the title counts beyond what every word of the text counts
 */
public record RetrievalWeights(double keyword, double document, double passage, double titleBoost) {

  /** What the settings say when they say nothing. */
  public static final RetrievalWeights DEFAULT = new RetrievalWeights(1, 1, 1, 0.25);
}
