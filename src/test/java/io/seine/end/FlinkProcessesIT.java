package io.seine.end;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seine.cli.SeineCommand;
import io.seine.local.FlinkProcesses;
import io.seine.local.LocalCluster;
import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Hit;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Both jobs on a cluster of processes, laid out as in the image, with what an operator types: each
 * step of docs/upgrade.md in its order, then the crashes. After each step the results are right.
 */
class FlinkProcessesIT {
  private static final String INDEX = "index-documents";
  private static final String RANK = "rank-queries";
  private static final String QUERY =
      "{\"text\": \"which bird sings at night?\", \"k\": 10, \"deadline_ms\": 60000}";
  private static final String QUERY_WITHOUT_K =
      "{\"text\": \"which bird sings at night?\", \"deadline_ms\": 60000}";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path dir;

  @Test
  void theJobsLiveAsAnOperatorWouldHaveThemLive() throws Exception {
    try (LocalCluster cluster = new LocalCluster(LocalCluster.Options.onFreePorts(dir))) {
      cluster.startWithoutFlink(line -> {});
      cluster.createTopics(
          Map.of("documents", 2, "queries", 2, "ranked-results", 2, "dead-letters", 1));
      try (FlinkProcesses flink = FlinkProcesses.start(new FlinkProcesses.Options(dir, 0, 1, 4));
          Traffic traffic = new Traffic(cluster.kafkaBootstrap());
          Runbook runbook = runbook(cluster, flink)) {
        start(cluster, traffic, runbook);
        changeASetting(flink, traffic, runbook);
        upgradeAndRollBack(flink, traffic, runbook);
        scaleOut(flink, traffic, runbook);
        moveToANewTopic(cluster, flink, traffic, runbook);
        submitTwiceToOneTaskManager(traffic, runbook);
        crash(flink, traffic, runbook);
      }
    }
  }

  private Runbook runbook(LocalCluster cluster, FlinkProcesses flink) {
    Runbook runbook = new Runbook(Path.of("target", "runbook.txt").toAbsolutePath(), flink.url());
    runbook.name(cluster.openSearchUrl(), "http://opensearch:9200");
    runbook.name(cluster.kafkaBootstrap(), "kafka:9092");
    runbook.name(flink.savepoints().toString(), "/savepoints");
    runbook.name(flink.savepoints().resolveSibling("checkpoints").toString(), "/checkpoints");
    runbook.name(dir.toString() + "/", "");
    runbook.name(Path.of("").toAbsolutePath() + "/", "");
    return runbook;
  }

  private String properties(String name, LocalCluster cluster, String... more) throws IOException {
    List<String> lines = new ArrayList<>(List.of("opensearch.url = " + cluster.openSearchUrl()));
    lines.addAll(List.of(more));
    return Files.write(dir.resolve(name), lines).toString();
  }

  private void start(LocalCluster cluster, Traffic traffic, Runbook runbook) throws Exception {
    String kafka = "kafka.bootstrap.servers = " + cluster.kafkaBootstrap();
    String prepare = properties("prepare.properties", cluster, "index.refresh-ms = 200");
    String index = properties("index.properties", cluster, kafka);
    String rank = properties("rank.properties", cluster, kafka);
    runbook.step("Start");
    assertThat(runbook.refused("submit", INDEX, "--properties", index))
        .contains("index-documents failed at its start.")
        .contains("Run prepare-index first");
    runbook.local("prepare-index", "--properties", prepare);
    assertThat(runbook.seine("submit", INDEX, "--properties", index))
        .contains("The jar is on the cluster already");
    runbook.seine("submit", RANK, "--properties", rank);
    assertThat(runbook.refused("submit", RANK, "--properties", rank))
        .contains("rank-queries is on the cluster already, RUNNING");
    assertThat(
            runbook.refused(
                "submit", RANK, "--properties", rank, "--alongside", "--from-savepoint", "/none"))
        .contains("There is no savepoint at");
    traffic.publish("documents", "b-1", "The nightingale sings at night.");
    traffic.askUntil("first", QUERY, result -> finds(result, "b-1"));
    Patience.until(
        "a checkpoint", () -> status(runbook, INDEX).at("/checkpoints/completed").asLong() > 0);
    Patience.until(
        "the records are counted", () -> status(runbook, INDEX).at("/records_read").asLong() > 0);
    assertThat(runbook.seine("status"))
        .contains(INDEX, RANK, "RUNNING", "TaskManagers 1, free slots 2 of 4");
  }

  private void changeASetting(FlinkProcesses flink, Traffic traffic, Runbook runbook)
      throws Exception {
    runbook.step("Change a setting");
    String savepoint = runbook.stop(RANK, flink.savepoints().toString());
    traffic.publish("documents", "b-2", "The owl calls at night.");
    traffic.publish("documents", "b-3", "The robin sings at night near lamps.");
    traffic.publish("queries", "while-stopped", QUERY);
    runbook.seine(
        "submit",
        RANK,
        "--properties",
        dir.resolve("rank.properties").toString(),
        "--set",
        "queries.k=2",
        "--from-savepoint",
        savepoint);
    assertThat(traffic.result("while-stopped").hits()).isNotEmpty();
    traffic.askUntil("changed", QUERY, result -> finds(result, "b-1", "b-2", "b-3"));
    traffic.publish("queries", "two", QUERY_WITHOUT_K);
    assertThat(traffic.result("two").hits()).hasSize(2);
  }

  private void upgradeAndRollBack(FlinkProcesses flink, Traffic traffic, Runbook runbook)
      throws Exception {
    String properties = dir.resolve("index.properties").toString();
    String newJar = newVersionOf(flink.jobJar()).toString();
    runbook.step("New job version");
    String before = runbook.stop(INDEX, flink.savepoints().toString());
    traffic.publish("documents", "b-4", "The corncrake calls at night.");
    assertThat(
            runbook.seine(
                "submit",
                INDEX,
                "--properties",
                properties,
                "--jar",
                newJar,
                "--from-savepoint",
                before))
        .contains("Uploaded");
    traffic.askUntil("upgraded", QUERY, result -> finds(result, "b-1", "b-2", "b-3", "b-4"));

    runbook.step("Roll back");
    traffic.publish("documents", "b-4", (String) null);
    traffic.askUntil("deleted", QUERY, result -> finds(result, "b-1", "b-2", "b-3"));
    runbook.seine("stop", INDEX, "--cancel");
    runbook.seine("submit", INDEX, "--properties", properties, "--from-savepoint", before);
    traffic.publish("documents", "b-5", "The nightjar churrs at night.");
    // b-4 was read a second time, and is older than its deletion.
    traffic.askUntil("rolled-back", QUERY, result -> finds(result, "b-1", "b-2", "b-3", "b-5"));
  }

  private void scaleOut(FlinkProcesses flink, Traffic traffic, Runbook runbook) throws Exception {
    runbook.step("Scale out");
    for (String job : List.of(INDEX, RANK)) {
      String savepoint = runbook.stop(job, flink.savepoints().toString());
      traffic.publish("documents", "b-5", (String) null);
      runbook.seine(
          "submit",
          job,
          "--properties",
          dir.resolve(job.equals(INDEX) ? "index.properties" : "rank.properties").toString(),
          "--parallelism",
          "2",
          "--from-savepoint",
          savepoint);
    }
    traffic.askUntil("rescaled", QUERY, result -> finds(result, "b-1", "b-2", "b-3"));
    String output =
        runbook.refused(
            "submit",
            RANK,
            "--properties",
            dir.resolve("rank.properties").toString(),
            "--alongside",
            "--timeout",
            "6");
    assertThat(output).contains("It waits for slots: none of the 4 is free.");
    runbook.seine("stop", Runbook.jobId(output), "--cancel");
  }

  private void moveToANewTopic(
      LocalCluster cluster, FlinkProcesses flink, Traffic traffic, Runbook runbook)
      throws Exception {
    runbook.step("Move to a new topic");
    String properties = dir.resolve("index.properties").toString();
    cluster.createTopics(Map.of("documents-v2", 2));
    traffic.publish("documents", "b-6", "The bittern booms at night.");
    String savepoint = runbook.stop(INDEX, flink.savepoints().toString());
    runbook.seine(
        "submit",
        INDEX,
        "--properties",
        properties,
        "--set",
        "documents.topic=documents-v2",
        "--set",
        "documents.version-base=1000000",
        "--from-savepoint",
        savepoint);
    // Both topics are read: what is left in the old one, and the new one from its beginning.
    traffic.publish("documents", "b-7", "The thick-knee wails at night.");
    traffic.publish("documents-v2", "b-1", "The common nightingale sings all night long.");
    traffic.publish("documents-v2", "b-2", (String) null);
    // Older than what came from the new topic, since it is of the old one.
    traffic.publish("documents", "b-2", "The owl calls again.");
    traffic.askUntil(
        "both",
        QUERY,
        result ->
            finds(result, "b-1", "b-3", "b-6", "b-7")
                && passage(result, "b-1").contains("all night long"));

    // The group commits with each checkpoint: when it has no lag, all of the old topic was read.
    Patience.until("the old topic is read", () -> lag(cluster, INDEX, "documents") == 0);
    runbook.seine("stop", INDEX, "--drain", "--savepoint", flink.savepoints().toString());
    runbook.seine(
        "submit",
        INDEX,
        "--properties",
        properties,
        "--set",
        "documents.topic=documents-v2",
        "--set",
        "documents.version-base=1000000",
        "--set",
        "documents.start=committed");
    traffic.publish("documents", "b-8", "Nobody reads this of a bird that sings at night.");
    traffic.publish("documents-v2", "b-6", (String) null);
    traffic.publish("documents-v2", "b-7", (String) null);
    traffic.askUntil("moved", QUERY, result -> finds(result, "b-1", "b-3"));
    Files.write(
        dir.resolve("index.properties"),
        List.of("documents.topic = documents-v2", "documents.version-base = 1000000"),
        StandardOpenOption.APPEND);
  }

  private void submitTwiceToOneTaskManager(Traffic traffic, Runbook runbook) throws Exception {
    runbook.step("Cancel, and submit again");
    for (String job : List.of(INDEX, RANK)) {
      runbook.seine("stop", job, "--cancel");
      runbook.seine(
          "submit",
          job,
          "--properties",
          dir.resolve(job.equals(INDEX) ? "index.properties" : "rank.properties").toString());
    }
    traffic.publish("documents-v2", "b-4", "The corncrake calls at night.");
    traffic.askUntil("again", QUERY, result -> finds(result, "b-1", "b-3", "b-4"));
  }

  private void crash(FlinkProcesses flink, Traffic traffic, Runbook runbook) throws Exception {
    runbook.step("A TaskManager dies");
    flink.crashTaskManager();
    traffic.publish("documents-v2", "b-1", (String) null);
    traffic.askUntil("crashed", QUERY, result -> finds(result, "b-3", "b-4"));
    Patience.until(
        "both jobs run on", () -> SeineCommand.run("status", "--flink", flink.url()).status() == 0);
    Patience.until(
        "the restart is told", () -> status(runbook, INDEX).at("/restarts").asLong() > 0);
    assertThat(status(runbook, INDEX).at("/last_failure/why").asText()).isNotBlank();
    runbook.seine("status", INDEX);

    runbook.step("The JobManager dies");
    flink.crashJobManager();
    flink.awaitSlots();
    traffic.publish("documents-v2", "b-5", "The nightjar churrs at night.");
    traffic.askUntil("no-head", QUERY, result -> finds(result, "b-3", "b-4", "b-5"));
    Patience.until(
        "both jobs run on", () -> SeineCommand.run("status", "--flink", flink.url()).status() == 0);
    runbook.seine("status");
  }

  /** The status of a job, as programs read it, without a line in the runbook. */
  private static JsonNode status(Runbook runbook, String job) {
    SeineCommand.Ran ran = SeineCommand.run("status", job, "--json", "--flink", runbook.flinkUrl());
    try {
      return JSON.readTree(ran.output()).path("jobs").path(0);
    } catch (IOException e) {
      throw new AssertionError(ran.output() + ran.errors(), e);
    }
  }

  /** The jar with one file more: the same code under another hash. */
  private Path newVersionOf(Path jar) throws IOException {
    Path copy = Files.copy(jar, dir.resolve("seine-jobs-next.jar"));
    try (FileSystem files =
        FileSystems.newFileSystem(URI.create("jar:" + copy.toUri()), Map.of())) {
      Files.writeString(files.getPath("/next-version"), "another one");
    }
    return copy;
  }

  /** How many records of a topic a group has not read. */
  private static long lag(LocalCluster cluster, String group, String topic) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.kafkaBootstrap()))) {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      long lag = 0;
      for (int partition = 0; partition < 2; partition++) {
        TopicPartition of = new TopicPartition(topic, partition);
        long end =
            admin.listOffsets(Map.of(of, OffsetSpec.latest())).partitionResult(of).get().offset();
        lag += end - (committed.containsKey(of) ? committed.get(of).offset() : 0);
      }
      return lag;
    } catch (ExecutionException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String passage(RankedResult result, String id) {
    return result.hits().stream()
        .filter(h -> h.id().equals(id))
        .findFirst()
        .orElseThrow()
        .passage();
  }

  private static boolean finds(RankedResult result, String... ids) {
    return result.hits().stream().map(Hit::id).sorted().toList().equals(List.of(ids));
  }
}
