package io.seine.end;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.cli.corpus.JudgedQuestions;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo, from the command line, judged by what it printed. */
class DemoIT {
  @TempDir private Path elsewhere;

  @Test
  void theDemoAnswersItsQuestionsAndLeavesNothingBehind() throws Exception {
    Process demo =
        new ProcessBuilder(
                Path.of("seine").toAbsolutePath().toString(),
                "demo",
                "--kafka-port=0",
                "--opensearch-port=0",
                "--flink-port=0")
            .directory(elsewhere.toFile())
            .redirectErrorStream(true)
            .start();
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
            Pattern.compile("ranked: read 50 of 50 candidates in [0-9]+ ms")
                .matcher(output)
                .results())
        .hasSize(asked.size());
    assertThat(output).containsPattern("▲[0-9]+").containsPattern("▼[0-9]+");
    assertThat(output).contains("[flink.taskmanager.memory.network.");
  }
}
