package io.seine.job;

import io.seine.message.Query;
import io.seine.message.QueryLimits;
import io.seine.message.ReadingMode;
import io.seine.message.Reranking;
import io.seine.search.Fusion;
import io.seine.search.FusionFile;
import io.seine.search.RetrievalWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The settings of what a query may ask, what it gets when it does not say, and how it is answered.
 */
final class QueryOptions {
  static final Setting<Integer> MAX_BYTES =
      Setting.integer("queries.max-bytes", 65_536, 100, QueryLimits.WIDEST.maxBytes());
  static final Setting<Integer> MAX_TEXT_LENGTH =
      Setting.integer("queries.max-text-length", 4_000, 10, QueryLimits.WIDEST.maxTextLength());
  static final Setting<Integer> MAX_K =
      Setting.integer("queries.max-k", 1_000, 1, QueryLimits.WIDEST.maxK());
  static final Setting<Integer> MAX_CANDIDATES =
      Setting.integer("queries.max-candidates", 200, 1, QueryLimits.WIDEST.maxCandidates());
  static final Setting<Integer> MAX_FILTER_VALUES =
      Setting.integer("queries.max-filter-values", 100, 1, QueryLimits.WIDEST.maxFilterValues());
  static final Setting<Integer> MAX_DEADLINE =
      Setting.integer("queries.max-deadline-ms", 3_600_000, 1, Integer.MAX_VALUE);
  static final Setting<Integer> K = Setting.integer("queries.k", 10, 1, 10_000);
  static final Setting<Integer> CANDIDATES = Setting.integer("queries.candidates", 50, 1, 10_000);
  static final Setting<Integer> DEADLINE =
      Setting.integer("queries.deadline-ms", 10_000, 1, Integer.MAX_VALUE);

  static final Setting<Integer> DEPTH = Setting.integer("retrieve.depth", 200, 1, 10_000);
  static final Setting<List<Double>> WEIGHTS =
      new Setting<>(
          "retrieve.weights",
          "1,1,1",
          "three numbers from 0 to 1000, of keyword, document and passage, such as 1,1,1, one of the last two above 0",
          QueryOptions::parseWeights);
  static final Setting<Double> TITLE_BOOST = Setting.number("retrieve.title-boost", 0.25, 0, 100);
  static final Setting<Integer> CONCURRENCY = Setting.integer("retrieve.concurrency", 16, 1, 1_000);
  static final Setting<Reranking> RERANK = Setting.choice("rerank.score", Reranking.FUSED);
  static final Setting<String> FUSION =
      Setting.optionalText("rerank.fusion", "a file that ./seine eval --fit wrote");
  static final Setting<ReadingMode> READING =
      Setting.choice("rerank.reading", ReadingMode.ADAPTIVE);
  static final Setting<Integer> PASSAGES =
      Setting.integer("rerank.passages", 1, 1, Query.MAX_PASSAGES);
  static final Setting<Boolean> TITLE = Setting.flag("rerank.title", true);
  static final Setting<Integer> CAPACITY = Setting.integer("queries.capacity", 1_000, 1, 100_000);

  static final List<Setting<?>> ALL =
      List.of(
          MAX_BYTES,
          MAX_TEXT_LENGTH,
          MAX_K,
          MAX_CANDIDATES,
          MAX_FILTER_VALUES,
          MAX_DEADLINE,
          K,
          CANDIDATES,
          DEADLINE,
          DEPTH,
          WEIGHTS,
          TITLE_BOOST,
          CONCURRENCY,
          RERANK,
          FUSION,
          READING,
          PASSAGES,
          TITLE,
          CAPACITY);

  private QueryOptions() {}

  static QueryLimits limits(Settings settings) {
    return new QueryLimits(
        settings.get(MAX_BYTES),
        settings.get(MAX_TEXT_LENGTH),
        settings.get(MAX_K),
        settings.get(MAX_CANDIDATES),
        settings.get(MAX_FILTER_VALUES),
        settings.get(MAX_DEADLINE),
        settings.get(K),
        settings.get(CANDIDATES),
        settings.get(DEADLINE),
        settings.get(RERANK),
        settings.get(READING),
        settings.get(PASSAGES));
  }

  /** Called in the process that ranks: there the file is. */
  static Fusion fusion(Settings settings) {
    String file = settings.get(FUSION);
    if (file.isEmpty()) {
      return Fusion.DEFAULT;
    }
    try {
      return FusionFile.read(Path.of(file));
    } catch (IOException e) {
      throw new SettingsException(
          "%s is '%s'; it has to be %s: %s."
              .formatted(FUSION.key(), file, FUSION.allowed(), e.getMessage()),
          e);
    }
  }

  static RetrievalWeights weights(Settings settings) {
    List<Double> weights = settings.get(WEIGHTS);
    return new RetrievalWeights(
        weights.get(0), weights.get(1), weights.get(2), settings.get(TITLE_BOOST));
  }

  private static List<Double> parseWeights(String text) {
    List<Double> weights = Stream.of(text.split(",", -1)).map(Double::valueOf).toList();
    boolean inRange = weights.stream().allMatch(weight -> weight >= 0 && weight <= 1_000);
    // The mode vector needs a list.
    if (weights.size() != 3 || !inRange || weights.get(1) + weights.get(2) == 0) {
      throw new IllegalArgumentException();
    }
    return weights;
  }
}
