package io.seine.search;

import java.util.regex.Pattern;

/** The codes in the text of a query, as {@link Analysis#CODES} finds them. */
final class QueryCodes {
  /** More words than these beside each code, and it is one word of a sentence among others. */
  private static final int MAX_WORDS_BESIDE = 5;

  private static final Pattern BETWEEN = Pattern.compile(Analysis.BETWEEN_CODES);
  private static final Pattern AROUND = Pattern.compile("^[^\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+$");
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}]+");

  private QueryCodes() {}

  /**
   * Whether a query asks for what its codes name: it has any, and few words beside them. A longer
   * query says what it asks for by its words, and a document that only shares a code with it is no
   * more than one among others (docs/retrieval.md has what was measured).
   */
  static boolean askedForByName(String text) {
    int codes = 0;
    int words = 0;
    for (String token : BETWEEN.split(text)) {
      String trimmed = AROUND.matcher(token).replaceAll("");
      if (trimmed.length() > 1 && !WORD.matcher(trimmed).matches()) {
        codes++;
      } else if (!trimmed.isEmpty()) {
        words++;
      }
    }
    return codes > 0 && words <= MAX_WORDS_BESIDE * codes;
  }
}
