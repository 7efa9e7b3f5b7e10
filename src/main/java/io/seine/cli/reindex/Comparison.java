package io.seine.cli.reindex;

import io.seine.search.IndexReader.Counts;
import java.util.List;

/**
 * What came out when the new index was held against the old one, document by document.
 *
 * @param differing documents that are not as new in the new index as in the old one, or are there
 *     and not in the old one; in words, a few of them
 * @param differences how many of those there are
 * @param sampled how many documents were looked for by their own text
 * @param found how many of those were found
 * @param lost those that were not, a few of them
 */
public record Comparison(
    Counts from,
    Counts to,
    long differences,
    List<String> differing,
    int sampled,
    int found,
    List<String> lost) {
  boolean isGood() {
    return differences == 0 && found == sampled;
  }
}
