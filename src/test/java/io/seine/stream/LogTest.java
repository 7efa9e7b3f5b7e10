package io.seine.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in the log of a cluster's processes, written as docker/flink configures it. */
class LogTest {
  @TempDir private Path dir;

  @Test
  void asJsonEachEventIsALineThatSaysWhatItIsAbout() throws Exception {
    List<String> lines = log("json");
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> events = new ArrayList<>();
    for (String line : lines) {
      events.add(json.readTree(line));
    }
    assertThat(events)
        .allSatisfy(
            event -> {
              assertThat(event.path("@timestamp").asText()).isNotEmpty();
              assertThat(event.path("log.level").asText()).isNotEmpty();
            });

    List<JsonNode> letters =
        events.stream()
            .filter(event -> event.path("message").asText().contains("dead letter"))
            .toList();
    assertThat(letters).hasSize(2);
    JsonNode letter = letters.get(0);
    assertThat(letter.path("log.level").asText()).isEqualTo("WARN");
    assertThat(letter.path("query_id").asText()).isEqualTo("q-17");
    assertThat(letter.path("position").asText()).isEqualTo("queries-1-7");
    assertThat(letter.path("code").asText()).isEqualTo("wrong-type");
    assertThat(letter.path("stage").asText()).isEqualTo("decode-queries");
    assertThat(letter.path("trace_id").asText()).isEqualTo(LoggingProcess.TRACE);
    // The second says nothing of the first.
    assertThat(letters.get(1).path("position").asText()).isEqualTo("queries-0-8");
    assertThat(letters.get(1).has("query_id")).isFalse();
    assertThat(letters.get(1).has("trace_id")).isFalse();

    JsonNode failure =
        events.stream().filter(event -> event.has("error.type")).findFirst().orElseThrow();
    assertThat(failure.path("query_id").asText()).isEqualTo("q-17");
    assertThat(failure.path("trace_id").asText()).isEqualTo(LoggingProcess.TRACE);
    assertThat(failure.path("error.stack_trace").asText()).contains("no more disks");

    assertThat(lines).noneMatch(line -> line.contains(LoggingProcess.SECRET));
  }

  @Test
  void asTextALineSaysTheSame() throws Exception {
    List<String> lines = log("text");
    assertThat(lines)
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains(
                        "WARN",
                        "q-17",
                        "queries-1-7",
                        "wrong-type",
                        "[trace " + LoggingProcess.TRACE));
    assertThat(lines).noneMatch(line -> line.contains(LoggingProcess.SECRET));
  }

  private List<String> log(String format) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dlog4j2.configurationFile="
                + Path.of("docker", "flink", "log4j-console.properties").toAbsolutePath(),
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            LoggingProcess.class.getName());
    builder.environment().put("SEINE_LOG_FORMAT", format);
    builder.environment().remove("SEINE_LOG_LEVEL");
    Path errors = dir.resolve("errors");
    Process process = builder.redirectError(errors.toFile()).start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
    return lines;
  }
}
