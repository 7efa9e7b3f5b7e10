package io.seine.end;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A short fault run, from the command line, judged by the table that it printed. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TortureIT {
  /** A seed that kills each process once in so short a run. */
  private static final String SEED = "164";

  private static final String MINUTES = "0.55";

  @TempDir private Path temporary;

  @Test
  void nothingIsLostWhenEveryProcessIsKilled() throws Exception {
    Process torture = torture("--minutes=" + MINUTES, "--seed=" + SEED);
    torture.getOutputStream().close();
    String output = new String(torture.getInputStream().readAllBytes(), UTF_8);

    assertThat(torture.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(torture.exitValue()).as(output).isZero();
    for (String fault :
        List.of(
            "kill -9 of a TaskManager",
            "kill -9 of the JobManager",
            "kill -9 of OpenSearch",
            "kill -9 of Kafka",
            "OpenSearch answers 503",
            "OpenSearch answers 429",
            "connection cut after the request was done")) {
      assertThat(count(output, fault)).as(fault).isEqualTo(1);
    }
    assertThat(count(output, "older versions after newer ones")).isPositive();
    assertThat(count(output, "bad records")).isPositive();
    assertThat(count(output, "in the index, live")).isPositive();
    assertThat(count(output, "queries asked")).isPositive();
    for (String off :
        List.of(
            "documents lost",
            "documents stale",
            "documents revived",
            "documents wrong",
            "queries unanswered",
            "queries answered wrongly",
            "dead letters missing",
            "dead letters unexpected",
            "jobs failed or stuck")) {
      assertThat(count(output, off)).as(off).isZero();
    }
    assertThat(output).contains("All is as it must be.");
    assertThat(torture.descendants()).isEmpty();
    assertThatNothingIsLeft();
  }

  @Test
  void nothingIsLeftOfARunThatIsInterrupted() throws Exception {
    Process torture = torture("--minutes=5");
    try (BufferedReader output = torture.inputReader(UTF_8)) {
      List<String> lines = new ArrayList<>();
      String line = output.readLine();
      while (line != null && !line.contains("Flink is up")) {
        lines.add(line);
        line = output.readLine();
      }
      assertThat(line).as(String.join("\n", lines)).isNotNull();
      List<ProcessHandle> children = torture.descendants().toList();
      assertThat(children).hasSizeGreaterThanOrEqualTo(5);

      // Not the process itself: that would close its output too.
      torture.toHandle().destroy();

      assertThat(torture.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(children).noneMatch(ProcessHandle::isAlive);
      assertThat(output.lines()).noneMatch(rest -> rest.contains("Exception"));
    }
    assertThatNothingIsLeft();
  }

  private void assertThatNothingIsLeft() throws IOException {
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left).noneMatch(file -> file.getFileName().toString().startsWith("seine-"));
    }
  }

  /** The number in the row of the table that has this label. */
  private static int count(String output, String label) {
    String row =
        output
            .lines()
            .map(String::strip)
            .filter(line -> line.matches("\\Q" + label + "\\E +[0-9]+( .*)?"))
            .findFirst()
            .orElseThrow(() -> new AssertionError("No row '" + label + "' in:\n" + output));
    return Integer.parseInt(row.substring(label.length()).strip().split(" ", 2)[0]);
  }

  private Process torture(String... options) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(Path.of("seine").toAbsolutePath().toString(), "torture"));
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder
        .environment()
        .merge("JDK_JAVA_OPTIONS", " -Djava.io.tmpdir=" + temporary, String::concat);
    return builder.start();
  }
}
