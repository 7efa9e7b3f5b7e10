package io.seine.search;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A document that the retrieval brought up, with the passage of it that is nearest to the query.
 *
 * @param passageStart where the passage begins in the document's text, in UTF-16 units
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
    Map<String, Object> metadata,
    int rank,
    double score,
    @Nullable Integer keywordRank,
    @Nullable Integer documentRank,
    @Nullable Integer passageRank,
    @Nullable Double keywordScore,
    @Nullable Double documentSimilarity,
    @Nullable Double passageSimilarity) {}
