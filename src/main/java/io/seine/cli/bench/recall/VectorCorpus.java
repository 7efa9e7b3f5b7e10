package io.seine.cli.bench.recall;

import io.seine.cli.evaluation.VectorDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Vectors of documents, passages and queries for a benchmark of retrieval: real ones as far as
 * there are any, and beyond them others that lie as they do.
 *
 * @param source where they come from, in words
 */
record VectorCorpus(List<VectorDocument> documents, List<float[]> queries, String source) {
  private static final int PASSAGES_A_DOCUMENT = 4;
  private static final int WORDS_A_PASSAGE = 64;

  /** How far a made document lies from a real passage, and its passages from it. */
  private static final double APART = 1;

  /** How far a made passage lies from its document, and a made query from a real one. */
  private static final double CLOSE = 0.5;

  /** The same vectors every time. */
  private static final long SEED = 20_26;

  /** Texts cut into passages, at most so many. */
  static List<String> passages(List<String> texts, int most) {
    List<String> passages = new ArrayList<>();
    for (String text : texts) {
      List<String> words = List.of(text.strip().split("\\s+", -1));
      for (int begin = 0; begin < words.size(); begin += WORDS_A_PASSAGE) {
        if (passages.size() == most) {
          return passages;
        }
        passages.add(
            String.join(
                " ", words.subList(begin, Math.min(words.size(), begin + WORDS_A_PASSAGE))));
      }
    }
    return passages;
  }

  /**
   * So many vectors: the given ones, and others like them. Four passages that follow each other are
   * a document, whose own vector is their mean.
   *
   * @param passages real ones of passages, at least one; likewise the queries
   */
  static VectorCorpus like(
      List<float[]> passages, List<float[]> queries, int passageCount, int queryCount) {
    Random random = new Random(SEED);
    VectorSamples samples = new VectorSamples(passages, random);
    List<VectorDocument> documents = new ArrayList<>();
    for (int begin = 0; begin < passageCount; begin += PASSAGES_A_DOCUMENT) {
      int end = Math.min(passageCount, begin + PASSAGES_A_DOCUMENT);
      List<float[]> own = new ArrayList<>();
      float[] about = samples.near(samples.any(), APART);
      for (int i = begin; i < end; i++) {
        own.add(i < passages.size() ? passages.get(i) : samples.near(about, CLOSE));
      }
      documents.add(new VectorDocument(VectorSamples.normalised(VectorSamples.mean(own)), own));
    }
    List<float[]> asked = new ArrayList<>();
    for (int i = 0; i < queryCount; i++) {
      float[] real = queries.get(i % queries.size());
      asked.add(i < queries.size() ? real : samples.near(real, CLOSE));
    }
    return new VectorCorpus(
        documents,
        asked,
        String.format(
            Locale.ROOT,
            "%,d of the passages and %,d of the queries real, the others made like them",
            Math.min(passageCount, passages.size()),
            Math.min(queryCount, queries.size())));
  }

  /** How many passages there are. */
  int passages() {
    return documents.stream().mapToInt(document -> document.passages().size()).sum();
  }
}
