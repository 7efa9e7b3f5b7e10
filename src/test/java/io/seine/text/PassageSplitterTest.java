package io.seine.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PassageSplitterTest {
  /** A token a character: the worst that a tokenizer does to text it does not know. */
  private static final TokenCounter CHARACTERS = text -> text.codePointCount(0, text.length());

  private static List<String> split(int words, int maxTokens, String text) {
    return split(words, 0, maxTokens, text);
  }

  private static List<String> split(int words, int overlap, int maxTokens, String text) {
    return new PassageSplitter(words, overlap, maxTokens, CHARACTERS)
        .split("", text).stream().map(Passage::text).toList();
  }

  @Test
  void cutsOnSentenceEnds() {
    assertThat(split(6, 1000, "One two three. Four five! Six seven eight? Nine ten."))
        .containsExactly("One two three. Four five!", "Six seven eight? Nine ten.");
  }

  @Test
  void keepsASentenceOfUpToTwiceTheLengthWhole() {
    assertThat(split(3, 1000, "One two three four five six. Seven."))
        .containsExactly("One two three four five six.", "Seven.");
  }

  @Test
  void cutsALongerSentenceBetweenWords() {
    assertThat(split(3, 1000, "one two three four five six seven"))
        .containsExactly("one two three", "four five six", "seven");
  }

  @Test
  void countsAnIdeographAsAWord() {
    assertThat(split(4, 1000, "日本語文。漢字仮名。")).containsExactly("日本語文。", "漢字仮名。");
  }

  @Test
  void cutsTextWithoutSpacesBetweenCharacters() {
    assertThat(split(64, 4, "🎣🎣🎣🎣🎣🎣")).containsExactly("🎣🎣🎣", "🎣🎣🎣");
  }

  @Test
  void leavesRoomForTheHeading() {
    assertThat(new PassageSplitter(64, 0, 12, CHARACTERS).split("title", "aaa bbb ccc"))
        .extracting(Passage::text)
        .containsExactly("aaa bbb", "ccc");
  }

  @Test
  void findsNothingInWhiteSpace() {
    assertThat(split(64, 100, " \n\t ")).isEmpty();
  }

  @Test
  void passagesOverlapByWholeSentences() {
    assertThat(split(6, 3, 1000, "One two. Three four. Five six. Seven eight. Nine ten."))
        .containsExactly("One two. Three four. Five six.", "Five six. Seven eight. Nine ten.");
  }

  @Test
  void noOverlapPushesTheNextSentenceOut() {
    assertThat(split(6, 4, 1000, "One two. Three four. One two three four five six. Ten."))
        .containsExactly("One two. Three four.", "One two three four five six.", "Ten.");
  }

  @Property
  void withOverlapNothingIsLeftOutAndEveryPassageBringsSomethingNew(
      @ForAll String text,
      @ForAll @IntRange(min = 1, max = 20) int words,
      @ForAll @IntRange(min = 0, max = 20) int overlap) {
    List<Passage> passages =
        new PassageSplitter(words, overlap, 10_000, CHARACTERS).split("", text);

    assertThat(IntStream.range(1, passages.size()))
        .allMatch(i -> passages.get(i).end() > passages.get(i - 1).end());
    assertThat(
            IntStream.range(0, text.length()).filter(i -> !Character.isWhitespace(text.charAt(i))))
        .allMatch(i -> passages.stream().anyMatch(p -> p.start() <= i && i < p.end()));
  }

  @Property
  void everyCharacterIsInExactlyOnePassageAndNoneIsTooLong(
      @ForAll String text,
      @ForAll @IntRange(min = 1, max = 20) int words,
      @ForAll @IntRange(min = 2, max = 50) int maxTokens) {
    List<Passage> passages = new PassageSplitter(words, 0, maxTokens, CHARACTERS).split("", text);

    assertThat(passages)
        .allSatisfy(
            passage -> {
              assertThat(passage.text()).isEqualTo(text.substring(passage.start(), passage.end()));
              assertThat(CHARACTERS.count(passage.text())).isLessThanOrEqualTo(maxTokens);
            });
    assertThat(IntStream.range(1, passages.size()))
        .allMatch(i -> passages.get(i).start() >= passages.get(i - 1).end());
    assertThat(visible(passages.stream().map(Passage::text).collect(Collectors.joining())))
        .isEqualTo(visible(text));
  }

  private static String visible(String text) {
    return text.chars()
        .filter(c -> !Character.isWhitespace(c))
        .collect(StringBuilder::new, (all, c) -> all.append((char) c), StringBuilder::append)
        .toString();
  }
}
