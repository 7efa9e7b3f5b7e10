package io.seine.search;

/** The words of a text, roughly as the index's analyzer finds them. */
final class KeywordText {
  private KeywordText() {}

  /** The beginning of a text that holds at most so many words. */
  static String limit(String text, int most) {
    int words = 0;
    boolean inWord = false;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      boolean partOfWord = Character.isLetterOrDigit(point);
      // The standard tokenizer makes a word of every character of scripts without spaces.
      boolean begins =
          partOfWord
              ? !inWord || !Character.isAlphabetic(point) || point > 0x0E00
              : mayBeEmoji(point);
      if (begins && ++words > most) {
        return text.substring(0, i);
      }
      inWord = partOfWord;
      i += Character.charCount(point);
    }
    return text;
  }

  /**
   * Whether a character that is no letter and no digit may be a word all the same: emoji are, and
   * there are some among the symbols, the punctuation and the enclosing marks. Rather one too many
   * is taken for such than one too few.
   */
  private static boolean mayBeEmoji(int point) {
    return point > 0x7F
        && !Character.isWhitespace(point)
        && !Character.isIdentifierIgnorable(point)
        && Character.getType(point) != Character.NON_SPACING_MARK
        && Character.getType(point) != Character.COMBINING_SPACING_MARK;
  }
}
