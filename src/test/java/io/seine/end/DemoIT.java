package io.seine.end;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.cli.corpus.JudgedQuestions;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo, from the command line, judged by what it printed. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DemoIT {
  @TempDir private Path elsewhere;
  @TempDir private Path temporary;

  @Test
  void theDemoAnswersItsQuestionsAndLeavesNothingBehind() throws Exception {
    Process demo = demo();
    demo.getOutputStream().close();
    String output = new String(demo.getInputStream().readAllBytes(), UTF_8);

    assertThat(demo.waitFor(10, TimeUnit.MINUTES)).isTrue();
    assertThat(demo.exitValue()).as(output).isZero();
    assertThat(demo.descendants()).isEmpty();
    List<JudgedQuestions.Question> asked =
        JudgedQuestions.all().stream().filter(JudgedQuestions.Question::demo).toList();
    assertThat(asked).hasSizeGreaterThanOrEqualTo(5);
    assertThat(output).contains("Kafka is up").contains("OpenSearch is up").contains("Flink is up");
    for (JudgedQuestions.Question question : asked) {
      assertThat(output).contains("“" + question.text() + "”");
    }
    assertThat(
            Pattern.compile("ranked: read [0-9]+ of 50 candidates in [0-9]+ ms")
                .matcher(output)
                .results())
        .hasSize(asked.size());
    assertThat(output).containsPattern("▲[0-9]+").containsPattern("▼[0-9]+");
    assertThat(output).contains("[flink.taskmanager.memory.network.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Flink is up", "Kafka is up", "The index is ready", "Both jobs are submitted"})
  void nothingIsLeftOfADemoThatIsInterrupted(String after) throws Exception {
    Process demo = demo();
    try (BufferedReader output = demo.inputReader(UTF_8)) {
      String line = output.readLine();
      while (line != null && !line.contains(after)) {
        line = output.readLine();
      }
      assertThat(line).contains(after);
      List<ProcessHandle> children = demo.descendants().toList();
      assertThat(children).isNotEmpty();

      // Not the process itself: that would close its output too.
      demo.toHandle().destroy();

      assertThat(demo.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(children).noneMatch(ProcessHandle::isAlive);
      assertThat(output.lines()).noneMatch(rest -> rest.contains("Exception"));
      try (Stream<Path> left = Files.list(temporary)) {
        assertThat(left).noneMatch(file -> file.getFileName().toString().startsWith("seine-demo-"));
      }
    }
  }

  @Test
  void whenAServerDiesItsLogStays() throws Exception {
    Process demo = demo();
    try (BufferedReader output = demo.inputReader(UTF_8)) {
      String line = output.readLine();
      while (line != null && !line.contains("OpenSearch is up")) {
        line = output.readLine();
      }
      assertThat(line).contains("OpenSearch is up");
      demo.descendants()
          .filter(child -> child.info().commandLine().orElse("").contains("OpenSearchServer"))
          .forEach(ProcessHandle::destroyForcibly);

      List<String> rest = output.lines().toList();
      assertThat(demo.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(demo.exitValue()).isEqualTo(1);
      String said =
          rest.stream().filter(text -> text.startsWith("OpenSearch ended")).findAny().orElseThrow();
      String log = said.replaceFirst(".* Its log is (.*) and ends with:$", "$1");
      assertThat(Path.of(log)).startsWith(temporary).isNotEmptyFile();
      assertThat(demo.descendants()).isEmpty();
    }
  }

  private Process demo() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of("seine").toAbsolutePath().toString(),
                "demo",
                "--kafka-port=0",
                "--opensearch-port=0",
                "--flink-port=0")
            .directory(elsewhere.toFile())
            .redirectErrorStream(true);
    builder
        .environment()
        .merge("JDK_JAVA_OPTIONS", " -Djava.io.tmpdir=" + temporary, String::concat);
    return builder.start();
  }
}
