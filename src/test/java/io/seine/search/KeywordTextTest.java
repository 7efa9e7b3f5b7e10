package io.seine.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class KeywordTextTest {
  @Test
  void aTextEndsBeforeTheFirstWordThatIsTooMany() {
    assertThat(KeywordText.limit("one two, three four", 3)).isEqualTo("one two, three ");
    assertThat(KeywordText.limit("one two, three", 3)).isEqualTo("one two, three");
  }

  @Test
  void everyIdeographIsAWord() {
    assertThat(KeywordText.limit("東京都に", 3)).isEqualTo("東京都");
  }

  @Test
  void theMarksOfAScriptAreNone() {
    assertThat(KeywordText.limit("हिन्दी", 3)).isEqualTo("हिन्दी");
  }

  @Test
  void everyEmojiIsAWord() {
    assertThat(KeywordText.limit("😀😀 word 😀😀", 4)).isEqualTo("😀😀 word 😀");
    // As Lucene's tokenizer has them: symbols, punctuation, a key cap, a number that is a letter.
    for (String words : List.of("☀☂☃☄", "↔↔↔↔", "‼‼‼‼", "〡〡〡〡")) {
      assertThat(KeywordText.limit(words, 3)).isEqualTo(words.substring(0, 3));
    }
    assertThat(KeywordText.limit("#\u20E3#\u20E3", 1)).isEqualTo("#\u20E3#");
    // What joins two of them, or says how one is drawn, is none.
    for (String two : List.of("👩\u200D💻", "☀\uFE0F☂\uFE0F")) {
      assertThat(KeywordText.limit(two, 2)).isEqualTo(two);
    }
  }
}
