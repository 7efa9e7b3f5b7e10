package io.seine.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceRecordTest {
  /** At offset 77 of partition 2 of "topic", with headers given as name and value in turn. */
  private static SourceRecord with(String... headers) {
    List<RecordHeader> all = new ArrayList<>();
    for (int i = 0; i < headers.length; i += 2) {
      String value = headers[i + 1];
      all.add(new RecordHeader(headers[i], value == null ? null : value.getBytes(UTF_8)));
    }
    return new SourceRecord("topic", 2, 77, Records.TIMESTAMP, null, null, all);
  }

  @Test
  void isAtItsOwnOffsetUnlessItWasPublishedAgain() {
    assertThat(with().originalOffset()).isEqualTo(77);
    assertThat(with(DeadLetter.OFFSET, "5").originalOffset()).isEqualTo(5);
    assertThat(with(DeadLetter.OFFSET, "0").originalOffset()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"78", "9223372036854775807", "-1", "five", "", "99999999999999999999"})
  void takesNoOffsetThatItCannotHaveHad(String offset) {
    assertThat(with(DeadLetter.OFFSET, offset).originalOffset()).isEqualTo(77);
  }

  @Test
  void takesNoOffsetOfAnotherPartition() {
    assertThat(
            with(DeadLetter.OFFSET, "5", DeadLetter.TOPIC, "topic", DeadLetter.PARTITION, "2")
                .originalOffset())
        .isEqualTo(5);
    assertThat(with(DeadLetter.OFFSET, "5", DeadLetter.TOPIC, "other").originalOffset())
        .isEqualTo(77);
    assertThat(with(DeadLetter.OFFSET, "5", DeadLetter.PARTITION, "0").originalOffset())
        .isEqualTo(77);
  }

  @Test
  void ofHeadersOfOneNameTheLastCounts() {
    assertThat(with("a", "1", "b", "2", "a", "3").header("a")).isEqualTo("3");
    assertThat(with("a", "1", "a", null).header("a")).isNull();
    assertThat(with("a", "1").header("b")).isNull();
  }
}
