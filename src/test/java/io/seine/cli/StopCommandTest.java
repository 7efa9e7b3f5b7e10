package io.seine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a job that was stopped goes on. */
class StopCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path dir;
  private ScriptedFlink flink;

  @BeforeEach
  void open() throws Exception {
    flink = new ScriptedFlink("rank-queries");
  }

  @AfterEach
  void close() {
    flink.close();
  }

  private String stop(String... more) {
    List<String> arguments = new ArrayList<>(List.of("stop", "j1", "--flink", flink.url()));
    arguments.addAll(List.of(more));
    SeineCommand.Ran ran = SeineCommand.run(arguments.toArray(String[]::new));
    assertThat(ran.status()).as(ran.errors()).isZero();
    return ran.output();
  }

  private void ranWith(Map<String, String> settings) {
    Map<String, String> told = new TreeMap<>(settings);
    told.putIfAbsent("index.alias", "documents");
    flink.tells(
        Map.of(
            "index.alias", told.get("index.alias"),
            "opensearch.password", "******",
            "seine.settings", JSON.valueToTree(told).toString()));
  }

  /** The arguments of the command, as a shell takes it apart. */
  private List<String> typed(String output) throws Exception {
    String command = output.substring(output.indexOf("./seine submit"));
    Path seine = Files.writeString(dir.resolve("seine"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    assertThat(seine.toFile().setExecutable(true)).isTrue();
    Process shell = new ProcessBuilder("sh", "-c", command).directory(dir.toFile()).start();
    List<String> arguments = new ArrayList<>(shell.inputReader().lines().toList());
    assertThat(shell.waitFor()).isZero();
    return arguments;
  }

  @Test
  void theCommandThatIsPrintedGoesOnWithTheSettingsThatTheJobRanWith() throws Exception {
    Map<String, String> settings =
        Map.of(
            "kafka.bootstrap.servers", "kafka.invalid:9093",
            "kafka.sasl.jaas.config", "x.ScramLoginModule required password=\"${env:K}\";",
            "opensearch.user", "it's me",
            "opensearch.password", "${env:OPENSEARCH_PASSWORD}",
            "queries.k", "3");
    ranWith(settings);

    List<String> arguments = typed(stop());

    assertThat(arguments)
        .startsWith("submit", "rank-queries", "--flink", flink.url(), "--from-savepoint")
        .contains("file:/my savepoints/1", "--parallelism", "2")
        .doesNotContain("index.alias=documents");
    Path jar = Files.writeString(dir.resolve("jobs.jar"), "no jar");
    arguments.addAll(List.of("--jar", jar.toString()));
    flink.job("rank-queries", "FINISHED", 60_000);
    flink.answersAfterARun(() -> flink.job("rank-queries", "RUNNING", 1));
    SeineCommand.Ran ran = SeineCommand.run(arguments.toArray(String[]::new));
    assertThat(ran.status()).as(ran.errors()).isZero();
    JsonNode run = flink.runs().get(0);
    Map<String, String> given = new TreeMap<>();
    for (int i = 0; i < run.path("programArgsList").size(); i += 2) {
      given.put(
          run.at("/programArgsList/" + i).asText().substring(2),
          run.at("/programArgsList/" + (i + 1)).asText());
    }
    assertThat(given).isEqualTo(settings);
    assertThat(run.path("savepointPath").asText()).isEqualTo("file:/my savepoints/1");
    assertThat(run.path("parallelism").asInt()).isEqualTo(2);
    // The address is one of the cluster's, so it is no more than remarked.
    assertThat(ran.errors())
        .isEqualToIgnoringNewLines(
            "There is no Kafka at kafka.invalid:9093 as this machine sees it (there is no host of this name). Where the cluster sees none either, the job can't run.");
  }

  @Test
  void soDoesTheOneForAJobThatIsCanceled() {
    ranWith(Map.of("queries.k", "3"));
    flink.answers(
        "/jobs/j1/checkpoints",
        "{\"latest\":{\"completed\":{\"external_path\":\"file:/c/chk-7\"}}}");
    assertThat(stop("--cancel")).contains("--from-savepoint file:/c/chk-7", "--set queries.k=3");
  }

  @Test
  void aJobThatDoesNotTellItsSettingsIsToBeGivenThemAgain() {
    flink.tells(Map.of());
    assertThat(stop())
        .contains("./seine submit rank-queries", "Give it the same --properties and --set")
        .contains("of a version of Seine that does not tell");
    flink.job("rank-queries", "RUNNING", 1);
    // Older ones told each by its key alone, some of which Flink hides.
    flink.tells(Map.of("index.alias", "documents", "opensearch.password", "******"));
    assertThat(stop()).contains("Give it the same --properties").doesNotContain("***");
  }

  @Test
  void soIsOneWithManySettings() {
    Map<String, String> many = new TreeMap<>();
    for (int i = 0; i < 21; i++) {
      many.put("kafka.a" + i, "b");
    }
    ranWith(many);
    assertThat(stop())
        .contains("Give it the same --properties", "21 of its settings are not the defaults")
        .doesNotContain(" --set kafka");
  }

  @Test
  void noSettingGivesTheTerminalOrders() {
    ranWith(Map.of("kafka.client.id", "\u001b[2J"));
    assertThat(stop()).contains("Give it the same --properties").doesNotContain("\u001b");
  }

  @Test
  void whereKafkaWouldBeOnThisMachineAndIsNotNothingIsSubmitted() throws Exception {
    flink.job("other", "RUNNING", 1);
    Path jar = Files.writeString(dir.resolve("jobs.jar"), "no jar");
    String[] arguments = {
      "submit",
      "rank-queries",
      "--flink",
      flink.url(),
      "--jar",
      jar.toString(),
      "--set",
      "kafka.bootstrap.servers=127.0.0.1:1"
    };
    SeineCommand.Ran ran = SeineCommand.run(arguments);
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.errors())
        .startsWith("There is no Kafka at 127.0.0.1:1 as this machine sees it (Connection refused)")
        .contains("--unseen-kafka");
    assertThat(flink.runs()).isEmpty();
  }
}
