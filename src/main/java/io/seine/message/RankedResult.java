package io.seine.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one query, as it stands in the ranked-results topic.
 *
 * @param text empty when the query could not be decoded
 * @param candidates how many documents the cross-encoder was to read at most
 * @param reranked how many of them it read: the first in retrieval order, unless the deadline came
 * @param models absent when the query failed: no model took part in an answer
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RankedResult(
    @JsonProperty("query_id") String queryId,
    String text,
    Status status,
    @Nullable String reason,
    List<Hit> hits,
    int candidates,
    int reranked,
    @JsonProperty("timings_ms") Timings timings,
    @Nullable Models models) {

  /** What became of the query. */
  public enum Status {
    /** Every candidate was read that was likely to change the hits. */
    RANKED,
    /** The deadline came first: what was read is sorted, the rest follows in retrieval order. */
    PARTIAL,
    /** Nothing was read; the hits stand in retrieval order, and the reason says why. */
    UNRANKED,
    /** There is no answer, and the reason says why. */
    FAILED;

    @JsonValue
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One document of the answer.
   *
   * @param rank from 1
   * @param score in 0–1; orders the hits that were read
   * @param passage of those that were read the one that the cross-encoder found best; of a hit that
   *     was not read the one nearest to the query
   * @param passageStart where the passage begins in the document's text, in UTF-16 units, so that a
   *     client can highlight it; it ends before {@code passageEnd}
   * @param crossEncoderScore the sigmoid of the cross-encoder's logit, in 0–1; absent when the hit
   *     was not read
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Hit(
      int rank,
      String id,
      double score,
      String title,
      String passage,
      @JsonProperty("passage_start") int passageStart,
      @JsonProperty("passage_end") int passageEnd,
      Map<String, Object> metadata,
      boolean reranked,
      @JsonProperty("cross_encoder_score") @Nullable Double crossEncoderScore,
      Retrieval retrieval) {}

  /**
   * Where a hit stood before the reading.
   *
   * @param rank in the fused order, from 1
   * @param score the reciprocal rank fusion score
   * @param keywordRank from 1, absent when that list does not hold the document; likewise the
   *     others
   * @param keywordScore BM25, absent when that list does not hold the document
   * @param documentSimilarity the cosine of the query and the whole document, absent when the query
   *     has no vector; likewise the nearest passage's
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Retrieval(
      int rank,
      double score,
      @JsonProperty("keyword_rank") @Nullable Integer keywordRank,
      @JsonProperty("document_rank") @Nullable Integer documentRank,
      @JsonProperty("passage_rank") @Nullable Integer passageRank,
      @JsonProperty("keyword_score") @Nullable Double keywordScore,
      @JsonProperty("document_similarity") @Nullable Double documentSimilarity,
      @JsonProperty("passage_similarity") @Nullable Double passageSimilarity) {}

  /**
   * How long each part took, in milliseconds. {@code queued} runs from the record's timestamp to
   * its decoding.
   */
  public record Timings(
      double queued, double embed, double retrieve, double rerank, double total) {}

  /** The models that made the answer, as name and the first 12 hex digits of the content hash. */
  public record Models(
      @JsonProperty("bi_encoder") String biEncoder,
      @JsonProperty("cross_encoder") String crossEncoder) {}
}
