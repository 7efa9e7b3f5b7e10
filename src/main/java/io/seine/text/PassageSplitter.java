package io.seine.text;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Cuts the text of a document into passages of about a given number of words: whole sentences as
 * long as they fit. Every character that is not white space is in a passage, so all of a document
 * can be found however long it is; and in one only, unless passages overlap: then each begins with
 * the last sentences of the one before, as many as are not more than a given number of words.
 *
 * <p>A sentence of up to twice that number of words stays whole, since half a sentence reads badly;
 * a longer one is cut between words. No passage has more tokens than the models take: text without
 * spaces, such as a base64 block, is cut between characters if need be. An ideograph counts as a
 * word.
 */
public final class PassageSplitter {
  private final int words;
  private final int overlap;
  private final int maxTokens;
  private final TokenCounter tokens;

  /**
   * @param words how many words a passage has at most, if its sentences allow it
   * @param overlap how many words a passage has in common with the one before, at most
   * @param maxTokens how many tokens a passage has at most, always, its heading included
   */
  public PassageSplitter(int words, int overlap, int maxTokens, TokenCounter tokens) {
    this.words = words;
    this.overlap = overlap;
    this.maxTokens = maxTokens;
    this.tokens = tokens;
  }

  /**
   * The passages of a text, in its order; none when it holds only white space.
   *
   * @param heading what will stand before each passage when it is embedded, and so takes its share
   *     of the tokens
   */
  public List<Passage> split(String heading, String text) {
    int budget = maxTokens - (heading.isEmpty() ? 0 : tokens.count(heading));
    List<Passage> passages = new ArrayList<>();
    List<Span> sentences = sentences(text);
    int first = 0;
    int size = 0;
    for (int i = 0; i < sentences.size(); i++) {
      int length = sentences.get(i).words();
      if (size > 0 && size + length > words) {
        add(passages, text, sentences.get(first).start(), sentences.get(i - 1).end(), budget);
        first = overlapping(sentences, first, i);
        size = 0;
        for (Span repeated : sentences.subList(first, i)) {
          size += repeated.words();
        }
      }
      size += length;
    }
    if (size > 0) {
      add(passages, text, sentences.get(first).start(), end(sentences), budget);
    }
    return passages;
  }

  /** The first of the sentences before the next one with which the next passage begins. */
  private int overlapping(List<Span> sentences, int first, int next) {
    // With more than so many the next sentence would not fit.
    int room = Math.min(overlap, words - sentences.get(next).words());
    int begin = next;
    while (begin - 1 > first && sentences.get(begin - 1).words() <= room) {
      begin--;
      room -= sentences.get(begin).words();
    }
    return begin;
  }

  private static int end(List<Span> sentences) {
    return sentences.get(sentences.size() - 1).end();
  }

  private record Span(int start, int end, int words) {}

  private List<Span> sentences(String text) {
    BreakIterator boundary = BreakIterator.getSentenceInstance(Locale.ROOT);
    boundary.setText(text);
    List<Span> sentences = new ArrayList<>();
    int start = boundary.first();
    for (int end = boundary.next(); end != BreakIterator.DONE; start = end, end = boundary.next()) {
      int length = countWords(text, start, end);
      if (length > 2 * words) {
        cutBetweenWords(text, start, end, sentences);
      } else {
        sentences.add(new Span(start, end, length));
      }
    }
    return sentences;
  }

  private void cutBetweenWords(String text, int from, int to, List<Span> pieces) {
    int start = from;
    int size = 0;
    boolean inWord = false;
    for (int i = from; i < to; ) {
      int point = text.codePointAt(i);
      boolean begins = beginsWord(point, inWord);
      if (begins && size == words) {
        pieces.add(new Span(start, i, size));
        start = i;
        size = 0;
      }
      size += begins ? 1 : 0;
      inWord = !Character.isWhitespace(point);
      i += Character.charCount(point);
    }
    pieces.add(new Span(start, to, size));
  }

  private static int countWords(String text, int from, int to) {
    int count = 0;
    boolean inWord = false;
    for (int i = from; i < to; ) {
      int point = text.codePointAt(i);
      count += beginsWord(point, inWord) ? 1 : 0;
      inWord = !Character.isWhitespace(point);
      i += Character.charCount(point);
    }
    return count;
  }

  private static boolean beginsWord(int point, boolean inWord) {
    return Character.isIdeographic(point) || (!inWord && !Character.isWhitespace(point));
  }

  /** Adds a passage, halved for as long as it has too many tokens. */
  private void add(List<Passage> passages, String text, int from, int to, int budget) {
    int start = from;
    int end = to;
    while (start < end && Character.isWhitespace(text.charAt(start))) {
      start++;
    }
    while (start < end && Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    if (start == end) {
      return;
    }
    String passage = text.substring(start, end);
    if (passage.codePointCount(0, passage.length()) > 1 && tokens.count(passage) > budget) {
      int middle = middle(text, start, end);
      add(passages, text, start, middle, budget);
      add(passages, text, middle, end, budget);
    } else {
      passages.add(new Passage(passage, start, end));
    }
  }

  /** The space nearest to the middle; where there is none, a boundary between characters. */
  private static int middle(String text, int start, int end) {
    int centre = (start + end) >>> 1;
    for (int offset = 0; offset <= (end - start) / 4; offset++) {
      if (Character.isWhitespace(text.charAt(centre + offset))) {
        return centre + offset;
      }
      if (Character.isWhitespace(text.charAt(centre - offset))) {
        return centre - offset;
      }
    }
    return Character.isLowSurrogate(text.charAt(centre))
            && Character.isHighSurrogate(text.charAt(centre - 1))
        ? centre + 1
        : centre;
  }
}
