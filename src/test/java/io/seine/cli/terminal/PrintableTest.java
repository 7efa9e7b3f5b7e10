package io.seine.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 7, 8, 0x1B, 0x7F, 0x80, 0x85, 0x9B, 0x9F, 0x061C, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A,
        0x202E, 0x2066, 0x2069
      })
  void whatATerminalTakesForAnOrderIsShownByItsNumber(int order) {
    String shown = "a" + "\\u%04x".formatted(order) + "b";
    String text = "a" + (char) order + "b";

    assertThat(Printable.line(text)).isEqualTo(shown);
    assertThat(Printable.line(text, 20)).isEqualTo(shown);
    assertThat(Printable.block(text)).isEqualTo(shown);
  }

  @Test
  void whatPeopleWriteIsLeftAsItIs() {
    String text = "naïve 魚 🎣 שלום \u0646\u200c\u0645 👩\u200d🚒";
    assertThat(Printable.line(text)).isEqualTo(text);
    assertThat(Printable.block(text)).isEqualTo(text);
  }

  @Test
  void onlyABlockHasLines() {
    assertThat(Printable.line(" a\r\n\tb\rc ")).isEqualTo("a b c");
    assertThat(Printable.block("a\r\n\tb\rc")).isEqualTo("a\n\tb\\u000dc");
  }

  @Test
  void aLineIsAsLongAsThereIsRoomForWhatIsShown() {
    assertThat(Printable.line("\u001b[2J and more", 8)).isEqualTo("\\u001b[…");
    assertThat(Printable.line("🎣🎣🎣🎣", 4)).isEqualTo("🎣🎣🎣🎣");
    assertThat(Printable.line("🎣🎣🎣🎣", 3)).isEqualTo("🎣🎣…");
    assertThat(Printable.line("a".repeat(1000), 3)).isEqualTo("aa…");
  }
}
