package io.seine.cli.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seine.cli.input.InputException;
import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Hit;
import io.seine.message.RankedResult.Retrieval;
import io.seine.search.Fusion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The candidates of a judged query in retrieval order, with all that both stages know of each. A
 * file of them has one query a line: what a fusion is fitted to, and a cross-encoder trained on.
 */
public record RetrievedCandidates(
    @JsonProperty("query_id") String queryId, String text, List<Candidate> candidates) {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  /** Beyond this a sigmoid is 1, and its logit infinite. */
  private static final double MAX_LOGIT = 36;

  /**
   * A candidate.
   *
   * @param passage the one that its hit shows
   * @param rank in the retrieval, from 1
   * @param keywordScore BM25; null when the keyword list does not hold it
   * @param documentSimilarity a cosine; null without a vector of the query; likewise the next
   * @param logit what the cross-encoder said; null when it was not read
   * @param relevance its grade; 0 when it is not judged
   */
  public record Candidate(
      String id,
      String title,
      String passage,
      int rank,
      @JsonProperty("keyword_score") @Nullable Double keywordScore,
      @JsonProperty("document_similarity") @Nullable Double documentSimilarity,
      @JsonProperty("passage_similarity") @Nullable Double passageSimilarity,
      @Nullable Double logit,
      int relevance) {

    static Candidate of(Hit hit, int relevance) {
      Retrieval known = hit.retrieval();
      Double read = hit.crossEncoderScore();
      return new Candidate(
          hit.id(),
          hit.title(),
          hit.passage(),
          known.rank(),
          known.keywordScore(),
          known.documentSimilarity(),
          known.passageSimilarity(),
          read == null ? null : Math.min(MAX_LOGIT, Math.log(read) - Math.log1p(-read)),
          relevance);
    }

    /** As another cross-encoder read it; null when it did not. */
    Candidate read(@Nullable Double newLogit) {
      return new Candidate(
          id,
          title,
          passage,
          rank,
          keywordScore,
          documentSimilarity,
          passageSimilarity,
          newLogit,
          relevance);
    }

    /** What the retrieval knew of it. */
    Retrieval known() {
      return new Retrieval(
          rank, 0, null, null, null, keywordScore, documentSimilarity, passageSimilarity);
    }
  }

  /** Those of a result that holds all of its candidates. */
  public static RetrievedCandidates of(JudgedQuery query, RankedResult result) {
    return new RetrievedCandidates(
        query.id(),
        query.text(),
        result.hits().stream()
            .map(hit -> Candidate.of(hit, query.grades().getOrDefault(hit.id(), 0)))
            .sorted(Comparator.comparingInt(Candidate::rank))
            .toList());
  }

  /** How many of them were read; they are the first ones. */
  int read() {
    return (int) candidates.stream().filter(candidate -> candidate.logit() != null).count();
  }

  /**
   * The same candidates as another cross-encoder read them.
   *
   * @param logits of the first ones; the others are unread
   */
  public RetrievedCandidates read(double[] logits) {
    List<Candidate> read = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      read.add(candidates.get(i).read(i < logits.length ? logits[i] : null));
    }
    return new RetrievedCandidates(queryId, text, read);
  }

  List<Fusion.Features> features() {
    return Fusion.features(candidates.stream().map(Candidate::known).toList(), read());
  }

  /** A candidate that was read, and its score. */
  record Ranked(Candidate candidate, double score) {}

  /** Those that were read, best first by a fusion. */
  List<Ranked> ranked(Fusion fusion) {
    List<Fusion.Features> features = features();
    List<Ranked> read = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      Double logit = candidate.logit();
      if (logit != null) {
        read.add(new Ranked(candidate, fusion.score(logit, features.get(i))));
      }
    }
    read.sort(
        Comparator.comparingDouble(Ranked::score)
            .reversed()
            .thenComparingInt(ranked -> ranked.candidate().rank()));
    return read;
  }

  /** The ids of all: those that were read, best first by a fusion, and the others as retrieved. */
  public List<String> ranking(Fusion fusion) {
    return Stream.concat(
            ranked(fusion).stream().map(Ranked::candidate),
            candidates.stream().filter(candidate -> candidate.logit() == null))
        .map(Candidate::id)
        .toList();
  }

  /** The ids of all as retrieved. */
  public List<String> retrieval() {
    return candidates.stream().map(Candidate::id).toList();
  }

  /** Writes a file of them, which is there once it holds all. */
  public static void write(Path file, List<RetrievedCandidates> queries) throws IOException {
    WholeFile.write(
        file,
        out -> {
          for (RetrievedCandidates query : queries) {
            out.write(JSON.writeValueAsString(query));
            out.newLine();
          }
        });
  }

  /**
   * Reads a file of them.
   *
   * @throws InputException when it can't be read, or is not one
   */
  public static List<RetrievedCandidates> read(Path file) {
    List<RetrievedCandidates> queries = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file, UTF_8)) {
        queries.add(JSON.readValue(line, RetrievedCandidates.class));
      }
    } catch (JsonProcessingException e) {
      throw new InputException(
          "Line %d of %s is no query with candidates, as --candidates writes them: %s"
              .formatted(queries.size() + 1, file, e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw new InputException(file + " can't be read: " + e.getMessage(), e);
    }
    return queries;
  }
}
