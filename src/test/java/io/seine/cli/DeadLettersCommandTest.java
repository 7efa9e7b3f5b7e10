package io.seine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.message.ErrorCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command refuses before it speaks to Kafka. */
class DeadLettersCommandTest {
  private static final int USAGE = 2;

  private static String refused(String... arguments) {
    StringWriter errors = new StringWriter();
    int status = Main.commandLine().setErr(new PrintWriter(errors, true)).execute(arguments);
    assertThat(status).isEqualTo(USAGE);
    return errors.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "replay"})
  void anUnknownCodeIsAnsweredWithThoseThatThereAre(String command) {
    assertThat(refused("dead-letters", command, "--code", "NOT_JSON"))
        .contains("'NOT_JSON' is no error code; it is one of not-json, not-utf8, wrong-type,")
        .contains("unexpected");
  }

  @ParameterizedTest
  @ValueSource(strings = {"show", "replay"})
  void whatIsNoPositionIsRefused(String command) {
    assertThat(refused("dead-letters", command, "12"))
        .contains("'12' is no position of a letter; one is PARTITION@OFFSET, such as 0@12.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--dry-run",
        "--all --code=not-json",
        "--all 0@1",
        "--stage=embed-documents 0@1"
      })
  void aReplayIsToldInOneWayWhichLettersAreMeant(String arguments) {
    String[] all = ("dead-letters replay " + arguments).trim().split(" ");
    assertThat(refused(all)).contains("Say which letters, in one way");
  }

  @Test
  void thePageForOperatorsTellsOfEveryCode() throws Exception {
    List<String> told =
        Pattern.compile("(?m)^\\| `([a-z0-9-]+)` \\| [^|]+ \\| [^|]+ \\|$")
            .matcher(Files.readString(Path.of("docs", "errors.md")))
            .results()
            .map(row -> row.group(1))
            .toList();
    assertThat(told)
        .containsExactlyElementsOf(Arrays.stream(ErrorCode.values()).map(ErrorCode::code).toList());
  }

  @Test
  void withoutASubCommandItSaysWhichThereAre() {
    assertThat(refused("dead-letters")).contains("list").contains("show").contains("replay");
  }
}
