package io.seine.cli.deadletters;

import static io.seine.cli.deadletters.Letters.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.message.DeadLetter;
import io.seine.message.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LetterTest {
  @Test
  void saysWhatSeineSaidOfTheRecord() {
    Letter letter =
        Letters.letter(12, Letters.source(1, 33, "k", "{"), ErrorCode.NOT_JSON, "no JSON");
    assertThat(letter.position()).hasToString("0@12");
    assertThat(letter.code()).isEqualTo("not-json");
    assertThat(letter.message()).isEqualTo("no JSON");
    assertThat(letter.job()).isEqualTo("index-documents");
    assertThat(letter.stage()).isEqualTo("decode-documents");
    assertThat(letter.publishedAt()).isEqualTo(Letters.PUBLISHED);
    assertThat(letter.origin()).isEqualTo(new Origin("documents", 1, 33));
  }

  @Test
  void aRecordOfSomebodyElseIsALetterThatSaysNothing() {
    Letter letter = Letters.at(3, null, "x".getBytes(UTF_8), List.of());
    assertThat(letter.code()).isEqualTo("?");
    assertThat(letter.origin()).isNull();
    assertThat(letter.publishedAt()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"'',0,1", "t,-1,1", "t,0,-1", "t,x,1", "t,0,x", "t,4294967296,1"})
  void hasNoOriginWhereTheHeadersNameNone(String topic, String partition, String offset) {
    Letter letter =
        Letters.at(
            3,
            null,
            null,
            List.of(
                header(DeadLetter.TOPIC, topic),
                header(DeadLetter.PARTITION, partition),
                header(DeadLetter.OFFSET, offset)));
    assertThat(letter.origin()).isNull();
  }

  @Test
  void positionsAreReadAsTheyAreShown() {
    assertThat(LetterPosition.parse("2@40")).isEqualTo(new LetterPosition(2, 40));
    assertThat(LetterPosition.parse(new LetterPosition(2, 40).toString()))
        .isEqualTo(new LetterPosition(2, 40));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2", "2@", "@4", "-1@4", "2@-4", "2@x", "2@4 ", "9999999999@1"})
  void whatIsNoPositionIsSaidSo(String text) {
    assertThatThrownBy(() -> LetterPosition.parse(text))
        .isInstanceOf(LettersException.class)
        .hasMessageContaining("PARTITION@OFFSET");
  }
}
