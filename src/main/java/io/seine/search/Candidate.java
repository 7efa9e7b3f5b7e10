package io.seine.search;

import io.seine.text.Passage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A document that the retrieval brought up, with the passages of it that are nearest to the query.
 *
 * @param passage the text of the nearest; empty when the document is a title alone
 * @param passageStart where the passage begins in the document's text, in UTF-16 units
 * @param furtherPassages the next nearest, nearest first; none in what a version wrote that read
 *     only one
 * @param rank in the fused order, from 1
 * @param score the reciprocal rank fusion score
 * @param keywordRank from 1; null when that list does not hold the document; likewise the others
 * @param keywordScore BM25; null when that list does not hold the document
 * @param documentSimilarity the cosine of the query and the whole document, exact; null without a
 *     vector of the query; likewise the nearest passage's
 */
public record Candidate(
    String id,
    String title,
    String passage,
    int passageStart,
    int passageEnd,
    List<Passage> furtherPassages,
    Map<String, Object> metadata,
    int rank,
    double score,
    @Nullable Integer keywordRank,
    @Nullable Integer documentRank,
    @Nullable Integer passageRank,
    @Nullable Double keywordScore,
    @Nullable Double documentSimilarity,
    @Nullable Double passageSimilarity) {

  public Candidate {
    furtherPassages = Objects.requireNonNullElse(furtherPassages, List.of());
  }

  /** All of its passages that are known here, nearest first: at least one. */
  public List<Passage> passages() {
    List<Passage> passages = new ArrayList<>();
    passages.add(new Passage(passage, passageStart, passageEnd));
    passages.addAll(furtherPassages);
    return passages;
  }
}
