package io.seine.cli.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JudgedRunTest {
  /** The answers themselves are more than ten times as large. */
  @Test
  void aThousandQueriesInEveryModeAreJudgedInAHeapThatTheirAnswersWouldFillManyTimes()
      throws Exception {
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ManyAnswers.class.getName(),
                "1000")
            .redirectErrorStream(true)
            .start();
    String output = new String(program.getInputStream().readAllBytes(), UTF_8);

    assertThat(program.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(output).isEqualTo("judged 1000" + System.lineSeparator());
    assertThat(program.exitValue()).isZero();
  }
}
