package io.seine.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextTokenizerTest {
  private static final long CLS = 2;
  private static final long SEP = 3;

  @Test
  void singleTextStandsBetweenSpecialTokens() {
    try (TextTokenizer tokenizer = wordPiece(32)) {
      TextTokenizer.Tokens tokens = tokenizer.encode("berlin river");

      assertThat(tokens.ids()).hasSize(4).startsWith(CLS).endsWith(SEP);
      assertThat(tokens.typeIds()).containsOnly(0);
      assertThat(tokens.truncated()).isFalse();
    }
  }

  @Test
  void truncationAndPaddingOfTheTokenizerFileHaveNoEffect() {
    try (TextTokenizer tokenizer = wordPiece(32)) {
      assertThat(tokenizer.encode("a").ids()).hasSize(3);
      assertThat(tokenizer.encode("a a a a a a a a a a").ids()).hasSize(12);
    }
  }

  @Test
  void tokensAreCountedWithoutSpecialOnes() {
    try (TextTokenizer tokenizer = wordPiece(32)) {
      assertThat(tokenizer.count("")).isZero();
      assertThat(tokenizer.count("river fish netx")).isEqualTo(4);
      assertThat(tokenizer.room()).isEqualTo(30);
    }
  }

  @Test
  void longTextLosesItsEnd() {
    try (TextTokenizer tokenizer = wordPiece(6)) {
      TextTokenizer.Tokens tokens = tokenizer.encode("one two three river fish net");
      TextTokenizer.Tokens kept = tokenizer.encode("one two three river");

      assertThat(tokens.ids()).isEqualTo(kept.ids());
      assertThat(tokens.truncated()).isTrue();
      assertThat(kept.truncated()).isFalse();
    }
  }

  @Test
  void veryLongTextIsCutAsIfItHadBeenReadWhole() {
    String spaces = " ".repeat(1000);
    try (TextTokenizer tokenizer = wordPiece(6)) {
      TextTokenizer.Tokens tokens =
          tokenizer.encode("one" + spaces + "two" + spaces + "three river fish" + spaces + "net");

      assertThat(tokens.ids()).isEqualTo(tokenizer.encode("one two three river").ids());
      assertThat(tokens.truncated()).isTrue();
      assertThat(tokenizer.encode("one" + spaces + "two").truncated()).isFalse();
    }
  }

  @Test
  void veryLongTextIsNotCutThroughTheMiddleOfACharacter() {
    // Six tokens are looked for in 6 × 16 characters at first, and the 96th is half of a fish:
    // alone, it would spoil the whole one too.
    String begin = "fish🐟 one two three river net city of";
    try (TextTokenizer tokenizer = wordPiece(6)) {
      assertThat(tokenizer.encode(begin + " ".repeat(95 - begin.length()) + "🐟").ids())
          .isEqualTo(tokenizer.encode(begin).ids());
    }
  }

  @Test
  void veryLongPairIsCutAsIfItHadBeenReadWhole() {
    List<String> words = List.of("one", "two", "three", "river", "fish", "net", "berlin");
    int maxTokens = 9;
    try (TextTokenizer tokenizer = wordPiece(maxTokens)) {
      for (int first : new int[] {0, 1, 3, 5, 9, 40}) {
        for (int second : new int[] {0, 1, 3, 5, 9, 40}) {
          // No word is less than a token, so that of more words than tokens the rest is not read.
          TextTokenizer.Tokens expected =
              tokenizer.encodePair(
                  text(words, Math.min(first, maxTokens + 1), 1),
                  text(words, Math.min(second, maxTokens + 1), 1));
          for (int spaces : new int[] {1, 40, 1_000}) {
            TextTokenizer.Tokens tokens =
                tokenizer.encodePair(text(words, first, spaces), text(words, second, spaces));
            assertThat(tokens.ids()).isEqualTo(expected.ids());
            assertThat(tokens.typeIds()).isEqualTo(expected.typeIds());
            assertThat(tokens.truncated()).isEqualTo(expected.truncated());
          }
        }
      }
    }
  }

  private static String text(List<String> words, int count, int spaces) {
    return IntStream.range(0, count)
        .mapToObj(i -> words.get(i % words.size()))
        .collect(Collectors.joining(" ".repeat(spaces)));
  }

  @Test
  void ofAVeryLongTextOfAPairOnlyTheBeginningIsTokenised() {
    String river = "river ".repeat(200_000);
    try (TextTokenizer tokenizer = wordPiece(512)) {
      assertThat(tokenizer.readable(river)).isEqualTo(river.substring(0, 512 * 16));
      assertThat(tokenizer.readable("river")).isEqualTo("river");
      // What is read stands behind what is none.
      String late = " ".repeat(100_000) + "river";
      assertThat(tokenizer.readable(late)).isEqualTo(late);
    }
  }

  @Test
  void secondTextOfAPairHasItsOwnType() {
    try (TextTokenizer tokenizer = wordPiece(32)) {
      TextTokenizer.Tokens tokens = tokenizer.encodePair("berlin", "river fish");

      assertThat(tokens.ids()).hasSize(6);
      assertThat(tokens.typeIds()).containsExactly(0, 0, 0, 1, 1, 1);
    }
  }

  @Test
  void onlyTheSecondTextOfALongPairIsCut() {
    try (TextTokenizer tokenizer = wordPiece(9)) {
      TextTokenizer.Tokens tokens =
          tokenizer.encodePair("berlin population", "river fish net one two three");

      assertThat(tokens.ids())
          .isEqualTo(tokenizer.encodePair("berlin population", "river fish net one").ids());
      assertThat(tokens.typeIds()).containsExactly(0, 0, 0, 0, 1, 1, 1, 1, 1);
      assertThat(tokens.truncated()).isTrue();
    }
  }

  @Test
  void firstTextLeavesHalfTheRoomToTheSecond() {
    try (TextTokenizer tokenizer = wordPiece(9)) {
      TextTokenizer.Tokens tokens =
          tokenizer.encodePair("one two three river fish net a the", "berlin population city of");

      assertThat(tokens.ids())
          .isEqualTo(tokenizer.encodePair("one two three", "berlin population city").ids());
    }
  }

  @Test
  void firstTextKeepsWhatAShortSecondLeaves() {
    try (TextTokenizer tokenizer = wordPiece(9)) {
      TextTokenizer.Tokens tokens =
          tokenizer.encodePair("one two three river fish net a the", "berlin");

      assertThat(tokens.ids())
          .isEqualTo(tokenizer.encodePair("one two three river fish", "berlin").ids());
    }
  }

  @Test
  void pairWithoutTypesKeepsItsFourSpecialTokens() {
    try (TextTokenizer tokenizer =
        TextTokenizer.open(TinyModels.path("xlm-roberta-cross-encoder/tokenizer.json"), 8)) {
      TextTokenizer.Tokens tokens = tokenizer.encodePair("berlin", "river fish net one two");

      assertThat(tokens.ids())
          .isEqualTo(tokenizer.encodePair("berlin", "river fish net").ids())
          .startsWith(0)
          .endsWith(2);
      assertThat(tokens.typeIds()).containsOnly(0);
    }
  }

  @Test
  void anyTextIsTokenised() {
    try (TextTokenizer tokenizer = wordPiece(32)) {
      for (String text : List.of("", " ", "\u0000", "\ud83d", "a\udc00b", "👨‍👩‍👧", "東京")) {
        assertThat(tokenizer.encode(text).ids()).startsWith(CLS).endsWith(SEP);
      }
    }
  }

  @Test
  void threadsDoNotDisturbEachOther() {
    try (TextTokenizer tokenizer = wordPiece(16)) {
      List<String> passages =
          IntStream.range(0, 400).mapToObj(i -> "river ".repeat(i % 40) + i).toList();
      List<long[]> alone =
          passages.stream().map(text -> tokenizer.encodePair("fish net", text).ids()).toList();

      List<long[]> together =
          passages.parallelStream()
              .map(text -> tokenizer.encodePair("fish net", text).ids())
              .toList();

      assertThat(together.toArray(long[][]::new)).isDeepEqualTo(alone.toArray(long[][]::new));
    }
  }

  @Test
  void unreadableFileIsNamed(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("tokenizer.json"), "{}");

    assertThatThrownBy(() -> TextTokenizer.open(file, 32))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(file.toString());
  }

  private static TextTokenizer wordPiece(int maxTokens) {
    return TextTokenizer.open(TinyModels.path("bert-cross-encoder/tokenizer.json"), maxTokens);
  }
}
