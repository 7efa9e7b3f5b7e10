package io.seine.search;

import java.util.List;
import java.util.Locale;

/**
 * The language of the keyword search: how a text becomes the words that are compared, as Lucene's
 * analyzer of that language does it. {@link #NONE} compares words as they are written.
 */
public enum Language {
  NONE(List.of("lowercase")),
  ARABIC(
      List.of("lowercase", "decimal_digit", "stop_words", "arabic_normalization", "stems"),
      "arabic"),
  ARMENIAN(List.of("lowercase", "stop_words", "stems"), "armenian"),
  BASQUE(List.of("lowercase", "stop_words", "stems"), "basque"),
  BENGALI(
      List.of(
          "lowercase",
          "decimal_digit",
          "indic_normalization",
          "bengali_normalization",
          "stop_words",
          "stems"),
      "bengali"),
  BRAZILIAN(List.of("lowercase", "stop_words", "stems"), "brazilian"),
  BULGARIAN(List.of("lowercase", "stop_words", "stems"), "bulgarian"),
  CATALAN(List.of("elisions", "lowercase", "stop_words", "stems"), "catalan"),
  /** Chinese, Japanese and Korean: every two neighbouring characters are a word. */
  CJK(List.of("cjk_width", "lowercase", "cjk_bigram", "stop_words")),
  CZECH(List.of("lowercase", "stop_words", "stems"), "czech"),
  DANISH(List.of("lowercase", "stop_words", "stems"), "danish"),
  DUTCH(List.of("lowercase", "stop_words", "stems"), "dutch"),
  ENGLISH(List.of("possessives", "lowercase", "stop_words", "stems"), "english"),
  ESTONIAN(List.of("lowercase", "stop_words", "stems"), "estonian"),
  FINNISH(List.of("lowercase", "stop_words", "stems"), "finnish"),
  FRENCH(List.of("elisions", "lowercase", "stop_words", "stems"), "light_french"),
  GALICIAN(List.of("lowercase", "stop_words", "stems"), "galician"),
  GERMAN(List.of("lowercase", "stop_words", "german_normalization", "stems"), "light_german"),
  GREEK(List.of("lowercase_of_language", "stop_words", "stems"), "greek"),
  HINDI(
      List.of(
          "lowercase",
          "decimal_digit",
          "indic_normalization",
          "hindi_normalization",
          "stop_words",
          "stems"),
      "hindi"),
  HUNGARIAN(List.of("lowercase", "stop_words", "stems"), "hungarian"),
  INDONESIAN(List.of("lowercase", "stop_words", "stems"), "indonesian"),
  IRISH(List.of("elisions", "lowercase_of_language", "stop_words", "stems"), "irish"),
  ITALIAN(List.of("elisions", "lowercase", "stop_words", "stems"), "light_italian"),
  LATVIAN(List.of("lowercase", "stop_words", "stems"), "latvian"),
  LITHUANIAN(List.of("lowercase", "stop_words", "stems"), "lithuanian"),
  NORWEGIAN(List.of("lowercase", "stop_words", "stems"), "norwegian"),
  PERSIAN(
      List.of(
          "lowercase",
          "decimal_digit",
          "arabic_normalization",
          "persian_normalization",
          "stop_words")),
  PORTUGUESE(List.of("lowercase", "stop_words", "stems"), "light_portuguese"),
  ROMANIAN(List.of("lowercase", "stop_words", "stems"), "romanian"),
  RUSSIAN(List.of("lowercase", "stop_words", "stems"), "russian"),
  SORANI(
      List.of("sorani_normalization", "lowercase", "decimal_digit", "stop_words", "stems"),
      "sorani"),
  SPANISH(List.of("lowercase", "stop_words", "stems"), "light_spanish"),
  SWEDISH(List.of("lowercase", "stop_words", "stems"), "swedish"),
  THAI(List.of("lowercase", "decimal_digit", "stop_words")),
  TURKISH(List.of("apostrophe", "lowercase_of_language", "stop_words", "stems"), "turkish");

  private final List<String> filters;
  private final String stemmer;

  Language(List<String> filters) {
    this(filters, "");
  }

  Language(List<String> filters, String stemmer) {
    this.filters = filters;
    this.stemmer = stemmer;
  }

  /** What is done to each word, in this order. */
  List<String> filters() {
    return filters;
  }

  /** The name of its stemmer, for those that have the filter "stems". */
  String stemmer() {
    return stemmer;
  }

  /** The name of its list of stop words, for those that have the filter "stop_words". */
  String stopWords() {
    return "_" + (this == CJK ? ENGLISH : this).code() + "_";
  }

  /** What cuts a text into words. */
  String tokenizer() {
    return this == THAI ? "thai" : "standard";
  }

  /** The letters that stand before an apostrophe and are no part of the word. */
  List<String> elisions() {
    return switch (this) {
      case CATALAN -> List.of("d", "l", "m", "n", "s", "t");
      case FRENCH ->
          List.of(
              "l", "m", "t", "qu", "n", "s", "j", "d", "c", "jusqu", "quoiqu", "lorsqu", "puisqu");
      case IRISH -> List.of("d", "m", "b");
      case ITALIAN ->
          List.of(
              "c", "l", "all", "dall", "dell", "nell", "sull", "coll", "pell", "gl", "agl", "dagl",
              "degl", "negl", "sugl", "un", "m", "t", "s", "v", "d");
      default -> List.of();
    };
  }

  /** As settings and the index name it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
