package io.seine.cli.torture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.cli.deadletters.Letter;
import io.seine.cli.deadletters.Origin;
import io.seine.cli.torture.Discrepancy.Kind;
import io.seine.message.DeadLetter;
import io.seine.message.ErrorCode;
import io.seine.message.SourceRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

class LetterSheetTest {
  private static final byte[] KEY = "bad".getBytes(UTF_8);
  private static final byte[] VALUE = "{".getBytes(UTF_8);

  private final LetterSheet sheet = new LetterSheet();

  private static Letter letter(long offset, byte[] value, ErrorCode code) {
    SourceRecord source = new SourceRecord("documents", 0, offset, 0, KEY, value, List.of());
    DeadLetter letter = new DeadLetter(source, code, "why", "decode-documents", null);
    return new Letter(
        new SourceRecord("dead-letters", 0, 5, 0, KEY, value, letter.headers("index-documents")));
  }

  private void publishedAt(long offset) {
    sheet.published(new Origin("documents", 0, offset), KEY, VALUE, ErrorCode.NOT_JSON);
  }

  @Test
  void aLetterOfEachBadRecordIsRightHoweverOftenItComes() {
    publishedAt(1);
    sheet.received(letter(1, VALUE, ErrorCode.NOT_JSON));
    sheet.received(letter(1, VALUE, ErrorCode.NOT_JSON));
    assertThat(sheet.compare()).isEmpty();
    assertThat(sheet.bad()).isEqualTo(1);
    assertThat(sheet.repeated()).isEqualTo(1);
  }

  @Test
  void aMissingLetterIsFound() {
    publishedAt(1);
    publishedAt(2);
    sheet.received(letter(1, VALUE, ErrorCode.NOT_JSON));
    assertThat(sheet.compare())
        .containsExactly(
            new Discrepancy(
                Kind.LETTER_MISSING, "documents-0@2", "a letter that says not-json", "none"));
  }

  @Test
  void aLetterOfAGoodRecordIsFound() {
    sheet.received(letter(7, VALUE, ErrorCode.UNEXPECTED));
    assertThat(sheet.compare())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.kind()).isEqualTo(Kind.LETTER_UNEXPECTED);
              assertThat(found.id()).isEqualTo("documents-0@7");
              assertThat(found.found()).isEqualTo("unexpected by decode-documents for bad: why");
            });
  }

  @Test
  void aLetterWithAnotherCodeOrAnotherValueIsFound() {
    publishedAt(1);
    publishedAt(2);
    sheet.received(letter(1, VALUE, ErrorCode.UNEXPECTED));
    sheet.received(letter(2, KEY, ErrorCode.NOT_JSON));
    assertThat(sheet.compare())
        .extracting(Discrepancy::kind)
        .containsExactly(Kind.LETTER_UNEXPECTED, Kind.LETTER_UNEXPECTED);
  }

  @Test
  void aLetterFromNowhereIsFound() {
    sheet.received(new Letter(new SourceRecord("dead-letters", 0, 9, 0, KEY, VALUE, List.of())));
    assertThat(sheet.compare())
        .extracting(Discrepancy::kind)
        .containsExactly(Kind.LETTER_UNEXPECTED);
  }
}
