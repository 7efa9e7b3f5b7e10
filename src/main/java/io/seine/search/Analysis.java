package io.seine.search;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * How the index finds words in a text: twice. {@link #WORDS} are those of a language, without its
 * stop words and reduced to their stems. {@link #CODES} are what no language has: {@code
 * KAFKA-12345}, {@code 0x80070057}, {@code max.poll.interval.ms}, {@code AB-1200/3}, each kept
 * whole as it stands between spaces, without the punctuation around it.
 */
final class Analysis {
  static final String WORDS = "words";
  static final String CODES = "codes";

  /** As {@link #CODES}, for queries: only so many that OpenSearch takes them beside the words. */
  static final String QUERY_CODES = "query_codes";

  /** Longer than any code; what is longer is no use to anybody, and Lucene takes 32,766 bytes. */
  static final int MAX_CODE_LENGTH = 200;

  /** The most codes of a query that are looked for. */
  private static final int MAX_QUERY_CODES = 50;

  /** Scripts without spaces stand beside a code and are no part of it. */
  static final String BETWEEN_CODES =
      "[\\s\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsHangul}\\p{IsThai}"
          + ",;()\\[\\]{}<>|\"'`=“”„«»…、。，；：（）「」]+";

  static final String AROUND_CODE = "^[^\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+$";

  /** What is no code, being made of letters alone. */
  static final String WORD = "^[\\p{L}\\p{M}]+$";

  private Analysis() {}

  /** The part of an index's settings that is called analysis. */
  static ObjectNode of(Language language) {
    ObjectNode analysis = SearchConnection.JSON.createObjectNode();
    ObjectNode filters = analysis.putObject("filter");
    ObjectNode analyzers = analysis.putObject("analyzer");
    words(language, analysis, filters, analyzers.putObject(WORDS));
    codes(analysis, filters, analyzers);
    return analysis;
  }

  private static void words(
      Language language, ObjectNode analysis, ObjectNode filters, ObjectNode analyzer) {
    // So that linger.ms and network_memory are found by each of their words.
    replacement(
        analysis.putObject("char_filter").putObject("joined_words"), "(?<=\\w)[._](?=\\w)", " ");
    analyzer.put("type", "custom").put("tokenizer", language.tokenizer());
    analyzer.putArray("char_filter").add("joined_words");
    language.filters().forEach(analyzer.withArray("filter")::add);
    if (language.filters().contains("stop_words")) {
      filters.putObject("stop_words").put("type", "stop").put("stopwords", language.stopWords());
    }
    if (language.filters().contains("stems")) {
      filters.putObject("stems").put("type", "stemmer").put("language", language.stemmer());
    }
    if (language.filters().contains("possessives")) {
      filters.putObject("possessives").put("type", "stemmer").put("language", "possessive_english");
    }
    if (language.filters().contains("lowercase_of_language")) {
      filters
          .putObject("lowercase_of_language")
          .put("type", "lowercase")
          .put("language", language.code());
    }
    if (!language.elisions().isEmpty()) {
      ObjectNode elisions = filters.putObject("elisions");
      elisions.put("type", "elision").put("articles_case", true);
      language.elisions().forEach(elisions.putArray("articles")::add);
    }
  }

  private static void codes(ObjectNode analysis, ObjectNode filters, ObjectNode analyzers) {
    analysis
        .putObject("tokenizer")
        .putObject("between_codes")
        .put("type", "pattern")
        .put("pattern", BETWEEN_CODES);
    replacement(filters.putObject("trimmed"), AROUND_CODE, "");
    // What is made of letters alone is a word, and compared as one.
    replacement(filters.putObject("without_words"), WORD, "");
    filters.putObject("bounded").put("type", "length").put("min", 2).put("max", MAX_CODE_LENGTH);
    filters.putObject("first").put("type", "limit").put("max_token_count", MAX_QUERY_CODES);
    // Bounded first too: what the patterns cost grows with the square of a token's length.
    List<String> steps = List.of("bounded", "trimmed", "without_words", "lowercase", "bounded");
    for (String name : List.of(CODES, QUERY_CODES)) {
      ObjectNode analyzer = analyzers.putObject(name);
      analyzer.put("type", "custom").put("tokenizer", "between_codes");
      steps.forEach(analyzer.putArray("filter")::add);
    }
    ((ObjectNode) analyzers.path(QUERY_CODES)).withArray("filter").add("first");
  }

  private static void replacement(ObjectNode filter, String pattern, String replacement) {
    filter.put("type", "pattern_replace").put("pattern", pattern).put("replacement", replacement);
  }
}
