package io.seine.end;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.message.RetrievalMode;
import io.seine.search.FatalSearchException;
import io.seine.search.Language;
import io.seine.search.VectorStorage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The keyword side of the retrieval: codes are found exactly, and words by their language. */
class KeywordsIT {
  private static final float[] QUERY = {1, 0};
  private static final float[] NEAR = {1, 0.1f};
  private static final float[] FAR = {-1, 0.1f};

  private static IndexUnderTest index;

  /** Beside each code are many documents that hold its parts, more often, and are nearer. */
  @BeforeAll
  static void indexCodes() throws Exception {
    index = open("keywords", Language.ENGLISH);
    String about =
        " stands somewhere in a text that is long and says much of other things as well.";
    index.add("issue", "Known issues", "A record is lost, KAFKA-12345:" + about, Map.of(), FAR);
    index.add("error", "Codes", "It ends with HRESULT (0x80070057)." + about, Map.of(), FAR);
    index.add("option", "Limits", "The option max.poll.interval.ms" + about, Map.of(), FAR);
    index.add("part", "Spares", "Order AB-1200/3, not another:" + about, Map.of(), FAR);
    index.add("version", "Changes", "Since v2.19.1-rc2 it" + about, Map.of(), FAR);
    index.add("mixed", "部品", "部品番号QX-77の在庫はない。", Map.of(), FAR);
    for (int i = 0; i < 30; i++) {
      index.add("issue-" + i, "KAFKA", "kafka 12345 kafka KAFKA-1234" + (10 + i), Map.of(), NEAR);
      index.add("error-" + i, "0x", "error 0x8007005 80070057 error", Map.of(), NEAR);
      index.add("option-" + i, "poll interval", "max poll interval ms: max.poll", Map.of(), NEAR);
      index.add("part-" + i, "AB 1200", "AB-1200 ab 1200 3 AB-1200/4", Map.of(), NEAR);
      index.add("version-" + i, "v2.19.1", "v2 19 1 rc2 v2.19.1 rc2", Map.of(), NEAR);
      index.add("mixed-" + i, "QX", "QX-78 qx 77 在庫", Map.of(), NEAR);
    }
    index.write();
  }

  @AfterAll
  static void drop() throws Exception {
    index.close();
  }

  private static IndexUnderTest open(String alias, Language language) throws Exception {
    return new IndexUnderTest(alias, 2, Map.of(), language, VectorStorage.FLOAT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "KAFKA-12345 | issue",
        "kafka-12345 | issue",
        "what does the error KAFKA-12345 mean? | issue",
        "0x80070057 | error",
        "0X80070057! | error",
        "max.poll.interval.ms | option",
        "is 'max.poll.interval.ms' a limit? | option",
        "AB-1200/3 | part",
        "price of part AB-1200/3, please | part",
        "v2.19.1-rc2 | version",
        "QX-77 | mixed",
      })
  void aCodeIsFoundExactly(String query, String id) throws Exception {
    for (RetrievalMode mode : List.of(RetrievalMode.KEYWORD, RetrievalMode.HYBRID)) {
      assertThat(index.retrieve(mode, query, QUERY, List.of(), 10))
          .as("%s by %s", query, mode)
          .startsWith(id);
    }
  }

  @Test
  void aQueryOfMoreWordsThanTheIndexTakesIsAnsweredByItsFirst() throws Exception {
    String words = "KAFKA-12345 " + "qa-7 qb.8 word ".repeat(1_300);
    assertThat(index.retrieve(RetrievalMode.KEYWORD, words, null, List.of(), 10)).contains("issue");
    String emoji = "KAFKA-12345 " + "😀".repeat(1_300);
    assertThat(index.retrieve(RetrievalMode.KEYWORD, emoji, null, List.of(), 10)).contains("issue");
  }

  @ParameterizedTest
  @CsvSource({
    "ENGLISH, The runners were running., run, jog",
    "GERMAN, Die Bücher stehen im Regal., Buch, Regen",
    "FRENCH, L'école a des chevaux., cheval, cheveu",
    "SPANISH, Las canciones nuevas., canción, cansar",
    "RUSSIAN, Новые книги на полке., книга, конь",
    "CJK, 私は東京都に住んでいます。, 東京, 京東",
    "TURKISH, İstanbul'da kitaplar var., kitap, kita",
    "THAI, ฉันชอบอ่านหนังสือ, หนังสือ, รถยนต์",
    "NONE, The runners were running., RUNNING, run"
  })
  void wordsAreThoseOfTheLanguage(Language language, String text, String found, String not)
      throws Exception {
    try (IndexUnderTest words = open("words-" + language.code(), language)) {
      words.add("it", "", text, Map.of(), NEAR);
      words.write();
      assertThat(words.retrieve(RetrievalMode.KEYWORD, found, null, List.of(), 10))
          .containsExactly("it");
      assertThat(words.retrieve(RetrievalMode.KEYWORD, not, null, List.of(), 10)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void openSearchKnowsEveryLanguage(Language language) throws Exception {
    try (IndexUnderTest words = open("language-" + language.code(), language)) {
      assertThat(words.admin().countDocuments()).isZero();
    }
  }

  @Test
  void anotherLanguageNeedsAnotherIndex() {
    assertThatThrownBy(
            () ->
                index
                    .admin()
                    .prepare(
                        IndexUnderTest.schema(2, Map.of(), Language.GERMAN, VectorStorage.FLOAT)))
        .isInstanceOf(FatalSearchException.class)
        .hasMessageContaining("index.language is german, and the index was made for english")
        .hasMessageContaining("index the documents topic again");
  }

  @Test
  void otherVectorsNeedAnotherIndex() {
    assertThatThrownBy(
            () ->
                index
                    .admin()
                    .prepare(
                        IndexUnderTest.schema(
                            2, Map.of(), Language.ENGLISH, VectorStorage.QUANTISED)))
        .isInstanceOf(FatalSearchException.class)
        .hasMessageContaining("index.vectors is quantised, and the index was made for float");
  }
}
