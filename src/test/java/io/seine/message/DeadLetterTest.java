package io.seine.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DeadLetterTest {
  private static DeadLetter letter(int key, int value, int header, String message) {
    return new DeadLetter(
        new SourceRecord(
            "documents",
            1,
            33,
            Records.TIMESTAMP,
            new byte[key],
            new byte[value],
            List.of(new RecordHeader("mine", new byte[header]))),
        ErrorCode.TOO_LARGE,
        message,
        "decode-documents",
        null);
  }

  private static List<String> names(DeadLetter.Content content) {
    return content.headers().stream().map(RecordHeader::key).toList();
  }

  private static String leftOut(DeadLetter.Content content) {
    return content.headers().stream()
        .filter(header -> header.key().equals(DeadLetter.LEFT_OUT))
        .map(header -> new String(header.value(), UTF_8))
        .findFirst()
        .orElse(null);
  }

  @Test
  void aRecordThatFitsIsWhole() {
    DeadLetter.Content content = letter(10, 8_000, 10, "why").content("job", 10_000);
    assertThat(content.key()).hasSize(10);
    assertThat(content.value()).hasSize(8_000);
    assertThat(leftOut(content)).isNull();
    assertThat(names(content)).contains("mine");
  }

  @Test
  void fromOneThatDoesNotItsValueIsLeftOut() {
    DeadLetter.Content content = letter(10, 9_900, 10, "why").content("job", 10_000);
    assertThat(content.key()).hasSize(10);
    assertThat(content.value()).isNull();
    assertThat(leftOut(content)).isEqualTo("value");
    assertThat(names(content)).contains("mine", DeadLetter.OFFSET, DeadLetter.CODE);
  }

  @Test
  void thenItsHeaders() {
    DeadLetter.Content content = letter(10, 1, 20_000, "why").content("job", 10_000);
    assertThat(leftOut(content)).isEqualTo("value, headers");
    assertThat(names(content)).doesNotContain("mine").contains(DeadLetter.OFFSET);
  }

  @Test
  void thenItsKey() {
    DeadLetter.Content content = letter(20_000, 1, 20_000, "why").content("job", 10_000);
    assertThat(content.key()).isNull();
    assertThat(leftOut(content)).isEqualTo("value, headers, key");
  }

  @Test
  void aMessageThatQuotesABookIsCutBetweenCharacters() {
    assertThat(letter(1, 1, 1, "x".repeat(999) + "🎣".repeat(500)).message())
        .isEqualTo("x".repeat(999) + "…");
  }
}
