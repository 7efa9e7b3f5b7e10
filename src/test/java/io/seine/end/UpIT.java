package io.seine.end;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./seine up}, from the command line, when a server dies beneath it. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UpIT {
  @TempDir private Path data;
  private @Nullable Process up;

  /** Also when the time is up. */
  @AfterEach
  void stop() {
    if (up != null) {
      up.descendants().forEach(ProcessHandle::destroyForcibly);
      up.destroyForcibly();
    }
  }

  @Test
  void whenKafkaDiesItSaysSoAndStopsTheRest() throws Exception {
    Process running =
        new ProcessBuilder(
                Path.of("seine").toAbsolutePath().toString(),
                "up",
                "--dir=" + data,
                "--kafka-port=0",
                "--opensearch-port=0",
                "--flink-port=0")
            .redirectErrorStream(true)
            .start();
    up = running;
    try (BufferedReader output = running.inputReader(UTF_8)) {
      String line = output.readLine();
      while (line != null && !line.startsWith("Seine is up")) {
        line = output.readLine();
      }
      assertThat(line).startsWith("Seine is up");
      List<ProcessHandle> servers = running.descendants().toList();
      assertThat(servers).hasSize(2);

      ProcessHandle kafka =
          servers.stream()
              .filter(server -> server.info().commandLine().orElse("").contains("KafkaServer"))
              .findAny()
              .orElseThrow();
      assertThat(kafka.destroyForcibly()).isTrue();

      List<String> rest = output.lines().toList();
      assertThat(running.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(running.exitValue()).isEqualTo(1);
      assertThat(rest)
          .anyMatch(
              said ->
                  said.startsWith("Kafka ended, with exit status 137 (signal 9")
                      && said.contains(data.resolve("kafka").resolve("server.log").toString()));
      assertThat(rest).noneMatch(said -> said.contains("Exception"));
      assertThat(servers).noneMatch(ProcessHandle::isAlive);
    }
  }
}
