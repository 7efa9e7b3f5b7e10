package io.seine.search;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The codes in the text of a query, as {@link Analysis#CODES} finds them. */
final class QueryCodes {
  /** More words than these beside each code, and it is one word of a sentence among others. */
  private static final int MAX_WORDS_BESIDE = 5;

  /** The same, where no code is more than a number or words joined by hyphens. */
  private static final int MAX_WORDS_BESIDE_ORDINARY = 3;

  private static final Pattern BETWEEN = Pattern.compile(Analysis.BETWEEN_CODES);
  private static final Pattern AROUND = Pattern.compile(Analysis.AROUND_CODE);
  private static final Pattern WORD = Pattern.compile(Analysis.WORD);

  /** Years, amounts, and words of the language that happen to be written as one. */
  private static final Pattern ORDINARY =
      Pattern.compile("\\P{L}+|[\\p{L}\\p{M}]+(?:[-\u2010-\u2013'’][\\p{L}\\p{M}]+)+");

  /** Those that stand between codes; most of their words have about two characters. */
  private static final Set<UnicodeScript> WITHOUT_SPACES =
      EnumSet.of(
          UnicodeScript.HAN,
          UnicodeScript.HIRAGANA,
          UnicodeScript.KATAKANA,
          UnicodeScript.HANGUL,
          UnicodeScript.THAI);

  private QueryCodes() {}

  /**
   * Whether a query asks for what its codes name: it has any, and few words beside them. A longer
   * query says what it asks for by its words, and a document that only shares a code with it is no
   * more than one among others. A number or a word with a hyphen is a code too, but beside others
   * it is no more than a word, and alone it bears fewer words beside it (docs/retrieval.md has what
   * was measured).
   */
  static boolean askedForByName(String text) {
    long codes = 0;
    long ordinary = 0;
    long words = text.codePoints().filter(QueryCodes::isWithoutSpaces).count() / 2;
    for (String token : BETWEEN.split(text)) {
      String code = code(token);
      if (code == null) {
        words += token.codePoints().anyMatch(Character::isLetterOrDigit) ? 1 : 0;
      } else if (ORDINARY.matcher(code).matches()) {
        ordinary++;
      } else {
        codes++;
      }
    }
    return codes > 0
        ? words + ordinary <= MAX_WORDS_BESIDE * codes
        : ordinary > 0 && words <= MAX_WORDS_BESIDE_ORDINARY * ordinary;
  }

  /** What is left of a token as a code, or null where it is none. */
  private static @Nullable String code(String token) {
    // As in the index, before any pattern: what one costs grows with the square of the length.
    if (token.length() > Analysis.MAX_CODE_LENGTH) {
      return null;
    }
    String trimmed = AROUND.matcher(token).replaceAll("");
    return trimmed.length() > 1 && !WORD.matcher(trimmed).find() ? trimmed : null;
  }

  private static boolean isWithoutSpaces(int point) {
    return WITHOUT_SPACES.contains(UnicodeScript.of(point));
  }
}
