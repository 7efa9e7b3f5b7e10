package io.seine.cli.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressTest {
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

  /** What is shown of a task of two steps. */
  private String shown(long total, boolean terminal, Duration patience) {
    PrintStream out = new PrintStream(shown, true, UTF_8);
    try (Progress progress =
        new Progress(
            "Publishing", total, terminal, new PatientConsole(out, 100, terminal, patience))) {
      progress.step();
      progress.step();
    }
    return shown.toString(UTF_8);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTaskThatIsSoonDoneShowsNothing(boolean terminal) {
    assertThat(shown(2, terminal, Duration.ofMinutes(1))).isEmpty();
  }

  @Test
  void whereThereIsNoTerminalThereAreLines() {
    assertThat(shown(2, false, Duration.ZERO).lines())
        .isNotEmpty()
        .allMatch(line -> line.matches("Publishing: [0-2] of 2, [\\d,]+ a second"))
        .last()
        .asString()
        .startsWith("Publishing: 2 of 2, ");
  }

  @Test
  void aTotalThatNobodyKnowsIsNotSpokenOf() {
    assertThat(shown(Progress.UNKNOWN, true, Duration.ZERO))
        .contains("Publishing: 2, ")
        .doesNotContain("?", "%", "of");
  }

  @Test
  void inATerminalThereIsABar() {
    assertThat(shown(2, true, Duration.ZERO)).contains("\r", "2/2", "100%");
  }
}
