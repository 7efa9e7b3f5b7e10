package io.seine.search;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The words of a text, roughly as the index's analyzer finds them. */
final class KeywordText {
  /** How many words a query may have for the index: OpenSearch takes 1,024 clauses. */
  private static final int MAX_WORDS = 1_000;

  private KeywordText() {}

  /** The beginning of a text that holds at most as many words as a query may have. */
  static String limit(String text) {
    int words = 0;
    boolean inWord = false;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      boolean partOfWord = Character.isLetterOrDigit(point);
      // The standard tokenizer makes a word of every character of scripts without spaces.
      boolean begins = partOfWord && (!inWord || !Character.isAlphabetic(point) || point > 0x0E00);
      if (begins && ++words > MAX_WORDS) {
        return text.substring(0, i);
      }
      inWord = partOfWord;
      i += Character.charCount(point);
    }
    return text;
  }

  /** The index of the text that shares the most words with a query; of equal ones, the first. */
  static int mostOverlapping(String query, List<String> texts) {
    Set<String> wanted = words(query);
    int best = 0;
    int most = -1;
    for (int i = 0; i < texts.size(); i++) {
      Set<String> shared = words(texts.get(i));
      shared.retainAll(wanted);
      if (shared.size() > most) {
        most = shared.size();
        best = i;
      }
    }
    return best;
  }

  private static Set<String> words(String text) {
    Set<String> words = new HashSet<>();
    for (String word : text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1)) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }
}
