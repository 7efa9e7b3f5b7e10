package io.seine.cli.deadletters;

import static io.seine.cli.deadletters.Letters.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.message.DeadLetter;
import io.seine.message.ErrorCode;
import io.seine.message.RecordHeader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people see of letters: the line, the table and the page. */
class LetterTextTest {
  @Test
  void aLineSaysWhereWhenWhyAndWhat() {
    Letter letter =
        Letters.letter(12, Letters.source(1, 33, "boats", "{"), ErrorCode.NOT_JSON, "no\n JSON");
    assertThat(LetterLine.text(letter))
        .isEqualTo(
            "0@12  2023-11-14T22:13:22Z  not-json  decode-documents  documents-1@33  boats  no JSON");
  }

  @Test
  void aLineIsOneLineOfBoundedLengthAndStartsNothingInATerminal() {
    String line =
        LetterLine.text(
            Letters.letter(
                0,
                Letters.source(1, 33, "\u001b[2J\u202Ek", "{"),
                ErrorCode.NOT_JSON,
                "🎣".repeat(5000)));
    assertThat(line).hasLineCount(1).doesNotContain("\u001b", "\u202E").contains("\\u001b[2J");
    assertThat(line).endsWith("🎣…");
    assertThat(line.codePointCount(0, line.length())).isLessThan(300);
  }

  @Test
  void aMissingAnEmptyAndAnUnreadableKeyAreToldApart() {
    assertThat(LetterLine.text(Letters.at(0, null, null, List.of()))).contains("  (no key)  ");
    assertThat(LetterLine.text(Letters.at(0, new byte[0], null, List.of())))
        .contains("  (empty key)  ");
    assertThat(LetterLine.text(Letters.at(0, new byte[] {-1}, null, List.of())))
        .contains("  (not UTF-8)  ");
  }

  @Test
  void asJsonALetterIsOneObject() {
    Letter letter =
        Letters.letter(12, Letters.source(1, 33, "boats", "{"), ErrorCode.NOT_JSON, "why");
    assertThat(LetterLine.json(letter))
        .hasToString(
            "{\"letter\":\"0@12\",\"time\":\"2023-11-14T22:13:22.500Z\",\"code\":\"not-json\",\"message\":\"why\",\"job\":\"index-documents\",\"stage\":\"decode-documents\",\"topic\":\"documents\",\"partition\":1,\"offset\":33,\"timestamp\":1700000000000,\"key\":\"boats\",\"value_bytes\":1}");
    assertThat(LetterLine.json(Letters.at(0, null, null, List.of())).path("partition").isNull())
        .isTrue();
  }

  @Test
  void theTableCountsEachKindOnce() {
    LetterSummary summary = new LetterSummary();
    summary.add(Letters.letter(0, 0, 1));
    summary.add(Letters.letter(1, 0, 2));
    summary.add(
        Letters.letter(2, Letters.source(0, 3, "k", "v"), ErrorCode.MISSING_TEXT, "no text"));
    assertThat(summary.total()).isEqualTo(3);
    assertThat(summary.text())
        .isEqualTo(
            String.join(
                System.lineSeparator(),
                " letters  code          stage             job",
                "       1  missing-text  decode-documents  index-documents",
                "       2  not-json      decode-documents  index-documents",
                "       3  in all"));
  }

  @Test
  void thePageShowsEveryHeaderTheKeyAndTheValue() {
    List<RecordHeader> headers = new ArrayList<>();
    headers.add(header("traceparent", "00-1"));
    headers.add(new RecordHeader("nothing", null));
    headers.addAll(
        Letters.letter(0, Letters.source(1, 33, "k", "v"), ErrorCode.WRONG_TYPE, "why")
            .record()
            .headers());
    Letter letter =
        Letters.at(12, "boats".getBytes(UTF_8), "{\"text\":5,\"n\":1.10}".getBytes(UTF_8), headers);
    assertThat(LetterPage.text(letter))
        .isEqualToNormalizingNewlines(
            """
            Letter 0@12 of dead-letters, written 2023-11-14T22:13:22.500Z
              code     wrong-type
              message  why
              job      index-documents
              stage    decode-documents
              record   documents-1@33, published 2023-11-14T22:13:20Z
            Headers: 10
              traceparent: 4 bytes
                00-1
              nothing: none (null)
              seine-dead-letter-code: 10 bytes
                wrong-type
              seine-dead-letter-message: 3 bytes
                why
              seine-dead-letter-job: 15 bytes
                index-documents
              seine-dead-letter-stage: 16 bytes
                decode-documents
              seine-dead-letter-topic: 9 bytes
                documents
              seine-dead-letter-partition: 1 bytes
                1
              seine-dead-letter-offset: 2 bytes
                33
              seine-dead-letter-timestamp: 13 bytes
                1700000000000
            Key: 5 bytes
              boats
            Value: 19 bytes, JSON, indented here
              {
                "text" : 5,
                "n" : 1.10
              }""");
  }

  private static String pageOf(byte[] value) {
    return LetterPage.text(Letters.at(0, null, value, List.of(header(DeadLetter.CODE, "c"))));
  }

  @Test
  void aLongValueIsCutAndSaysSo() {
    assertThat(pageOf("🎣".repeat(5000).getBytes(UTF_8)))
        .contains("Value: 20000 bytes\n")
        .contains("  " + "🎣".repeat(4000) + "\n")
        .endsWith("… and 1000 characters more");
    assertThat(pageOf("x".repeat(4000).getBytes(UTF_8))).endsWith("x").doesNotContain("…");
  }

  @Test
  void whatIsNotUtf8IsDumpedFromItsStart() {
    byte[] bytes = new byte[300];
    bytes[0] = (byte) 0xFF;
    bytes[1] = 'A';
    assertThat(pageOf(bytes))
        .contains("Value: 300 bytes, not UTF-8; they begin with")
        .contains("000000  ff 41 00 00 00 00 00 00 00 00 00 00 00 00 00 00  .A..............")
        .contains("0000f0  ")
        .doesNotContain("000100  ")
        .endsWith("… and 44 bytes more");
  }

  @Test
  void jsonThatIndentingWouldChangeIsShownAsItIs() {
    assertThat(pageOf("{\"a\":1,\"a\":2}".getBytes(UTF_8))).endsWith("  {\"a\":1,\"a\":2}");
    assertThat(pageOf("{\"a\":".getBytes(UTF_8))).endsWith("  {\"a\":");
  }

  @Test
  void noValueAndAnEmptyOneAreToldApart() {
    assertThat(pageOf(null)).endsWith("Value: none (null)");
    assertThat(pageOf(new byte[0])).endsWith("Value: 0 bytes");
  }

  @Test
  void thePageStartsNothingInATerminalAndKeepsLineBreaks() {
    assertThat(pageOf("a\u001b]0;x\u0007\nb".getBytes(UTF_8)))
        .endsWith("  a\\u001b]0;x\\u0007\n  b");
  }
}
