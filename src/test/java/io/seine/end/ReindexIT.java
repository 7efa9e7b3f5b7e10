package io.seine.end;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.flink.FlinkRest;
import io.seine.local.FlinkProcesses;
import io.seine.local.LocalCluster;
import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Status;
import io.seine.search.IndexReader;
import io.seine.search.SearchConnection;
import io.seine.search.SearchSettings;
import io.seine.search.StoredVersion;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A running system moves to another bi-encoder, while documents are published and deleted and
 * queries asked all the time: killed in the middle, resumed, taken back, and done for good.
 */
class ReindexIT {
  private static final String OLD = "bge-small-en-v1.5";
  private static final String NEW = "all-MiniLM-L6-v2";
  private static final String QUERY =
      "{\"text\": \"which bird sings at night?\", \"k\": 3, \"candidates\": 3, \"deadline_ms\": 120000}";
  private static final String[] BIRDS = {
    "The nightingale sings at night from the thicket by the river.",
    "The robin sings near street lamps until late in the evening.",
    "The reed warbler sings by night and by day in the reeds.",
    "The corncrake calls from the meadow all night long.",
    "The owl calls twice and is silent for an hour after that.",
  };

  @TempDir private Path dir;

  @Test
  void aRunningSystemMovesToAnotherBiEncoder() throws Exception {
    try (LocalCluster cluster = new LocalCluster(LocalCluster.Options.onFreePorts(dir))) {
      cluster.startWithoutFlink(line -> {});
      cluster.createTopics(
          Map.of("documents", 2, "queries", 2, "ranked-results", 2, "dead-letters", 1));
      try (FlinkProcesses flink = FlinkProcesses.start(new FlinkProcesses.Options(dir, 0, 1, 4));
          Traffic traffic = new Traffic(cluster.kafkaBootstrap());
          Runbook runbook = runbook(cluster, flink)) {
        begin(cluster, traffic, runbook);
        try (Visitors visitors = new Visitors(cluster.kafkaBootstrap())) {
          String first = moveWithKills(flink, traffic, runbook);
          bothHoldTheSame(cluster, first, visitors);
          undo(flink, traffic, runbook);
          move(traffic, runbook);
          finish(flink, traffic, runbook);
          visitors.leave();
          everyQueryWasAnswered(traffic, visitors);
        }
      }
    }
  }

  private Runbook runbook(LocalCluster cluster, FlinkProcesses flink) {
    Runbook runbook = new Runbook(Path.of("target", "reindex.txt").toAbsolutePath(), flink.url());
    runbook.name(cluster.openSearchUrl(), "http://opensearch:9200");
    runbook.name(cluster.kafkaBootstrap(), "kafka:9092");
    runbook.name(dir.toString() + "/", "");
    return runbook;
  }

  /** Both jobs run, and the topic has lost the first half of what the index holds. */
  private void begin(LocalCluster cluster, Traffic traffic, Runbook runbook) throws Exception {
    Path password = Files.writeString(dir.resolve("password"), "asked for by nobody here");
    List<String> common =
        List.of(
            "opensearch.url = " + cluster.openSearchUrl(),
            // Flink's pages hide what stands under such a key.
            "opensearch.user = seine",
            "opensearch.password = ${file:UTF-8:" + password + "}",
            "kafka.bootstrap.servers = " + cluster.kafkaBootstrap());
    String properties = Files.write(dir.resolve("job.properties"), common).toString();
    runbook.local(
        "prepare-index",
        "--set",
        "opensearch.url=" + cluster.openSearchUrl(),
        "--set",
        "index.refresh-ms=200");
    runbook.seine("submit", "index-documents", "--properties", properties);
    runbook.seine("submit", "rank-queries", "--properties", properties);
    for (int i = 0; i < 40; i++) {
      traffic.publish(
          "documents",
          "lost-" + i,
          "{\"title\": \"Bird %d\", \"text\": \"%s\", \"metadata\": {\"number\": %d}}"
              .formatted(i, BIRDS[i % BIRDS.length], i));
    }
    traffic.publish("documents", "gone", "This document is deleted before the move.");
    traffic.publish("documents", "gone", (String) null);
    try (SearchConnection connection = connect(cluster)) {
      IndexReader index = new IndexReader(connection, "documents");
      Patience.until(
          "all is indexed",
          () -> {
            index.refresh();
            return index.counts().equals(new IndexReader.Counts(40, 1));
          });
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.kafkaBootstrap()))) {
      Map<TopicPartition, RecordsToDelete> lost = new LinkedHashMap<>();
      for (int partition = 0; partition < 2; partition++) {
        // -1: all that there is.
        lost.put(new TopicPartition("documents", partition), RecordsToDelete.beforeOffset(-1));
      }
      admin.deleteRecords(lost).all().get();
    }
    for (int i = 0; i < 40; i++) {
      traffic.publish("documents", "kept-" + i, i + ". " + BIRDS[i % BIRDS.length]);
    }
    traffic.publish("documents", "lost-1", "This one is written anew, in the words of another.");
    traffic.publish("documents", "lost-2", (String) null);
    assertThat(runbook.refused("reindex", "--undo")).contains("No move is under way.");
    assertThat(runbook.refused("reindex", "--to", OLD)).contains("The jobs use " + OLD);
  }

  /**
   * Returns the alias of the new index. The command is killed twice: when the second
   * index-documents has just been started, and between the start of the second rank-queries and the
   * end of the first.
   */
  private String moveWithKills(FlinkProcesses flink, Traffic traffic, Runbook runbook)
      throws Exception {
    runbook.step("Killed once index-documents runs");
    killedAt(line -> line.contains("Started index-documents"), flink);
    assertThat(runbook.seine("reindex", "--status"))
        .contains("A move from " + OLD + " to " + NEW + " is under way.")
        .contains("answered from the old index");
    assertThat(runbook.refused("reindex", "--to", "ms-marco-MiniLM-L-12-v2"))
        .contains("is under way. Go on with it");
    assertThat(runbook.refused("reindex", "--finish")).contains("not answered from the new index");

    runbook.step("Build and verify");
    String built = runbook.seine("reindex", "--to", NEW, "--no-switch");
    assertThat(built)
        .containsPattern(
            "copied from the old index .*: (3[89]|[4-9]\\d) documents, [1-9]\\d* tombstones")
        .contains("each is in the new one at the same version or a later one")
        .contains("50 of 50 documents drawn by chance are found by their own text")
        .contains("Queries are still answered from the old one");
    assertThat(answer(traffic, "verified").models().biEncoder()).startsWith(OLD);

    runbook.step("Killed once the new rank-queries runs");
    killedAt(line -> line.contains("Started rank-queries"), flink);
    runbook.step("Switch");
    assertThat(runbook.seine("reindex", "--to", NEW)).contains("Queries are answered by " + NEW);
    assertThat(answer(traffic, "switched").models().biEncoder()).startsWith(NEW);
    String status = runbook.seine("reindex", "--status");
    assertThat(status).contains("Queries are answered from the new index.");
    return status.replaceAll("(?s).*(documents-[0-9a-f]{12})-000001.*", "$1");
  }

  /** While both are written to, each change comes to both: also those that came meanwhile. */
  private static void bothHoldTheSame(LocalCluster cluster, String alias, Visitors visitors)
      throws Exception {
    visitors.stopWriting();
    try (SearchConnection connection = connect(cluster)) {
      IndexReader old = new IndexReader(connection, "documents-000001");
      IndexReader now = new IndexReader(connection, alias);
      Patience.until("both hold the same", () -> all(old).equals(all(now)));
      Map<String, StoredVersion> states = all(now);
      assertThat(states).containsKeys("lost-0", "kept-0", "gone", "lost-2");
      assertThat(states.get("gone").deleted()).isTrue();
      assertThat(states.get("lost-2").deleted()).isTrue();
      assertThat(visitors.written()).isNotEmpty();
      visitors
          .written()
          .forEach((id, deleted) -> assertThat(states.get(id).deleted()).as(id).isEqualTo(deleted));
      assertThat(now.documents(List.of("lost-0")).get(0).document())
          .isEqualTo(old.documents(List.of("lost-0")).get(0).document());
    }
  }

  private static void undo(FlinkProcesses flink, Traffic traffic, Runbook runbook)
      throws Exception {
    runbook.step("Undo");
    assertThat(runbook.seine("reindex", "--undo")).contains("Everything is as before");
    assertThat(answer(traffic, "undone").models().biEncoder()).startsWith(OLD);
    assertThat(running(flink)).containsExactlyInAnyOrder("index-documents", "rank-queries");
    assertThat(runbook.seine("reindex", "--status")).contains("No move is under way.");
  }

  private static void move(Traffic traffic, Runbook runbook) throws Exception {
    runbook.step("Move in one go");
    assertThat(runbook.seine("reindex", "--to", NEW)).contains("Queries are answered by " + NEW);
    assertThat(answer(traffic, "moved").models().biEncoder()).startsWith(NEW);
  }

  private static void finish(FlinkProcesses flink, Traffic traffic, Runbook runbook)
      throws Exception {
    runbook.step("Finish");
    assertThat(runbook.seine("reindex", "--finish")).contains("The move is over.");
    assertThat(running(flink)).containsExactlyInAnyOrder("index-documents", "rank-queries");
    assertThat(runbook.seine("reindex", "--status")).contains("No move is under way.");
    traffic.publish("documents", "last", "A bird that sings at night: the last one to be told of.");
    RankedResult result =
        traffic.askUntil(
            "finished", QUERY, r -> r.hits().stream().anyMatch(hit -> hit.id().equals("last")));
    assertThat(result.models().biEncoder()).startsWith(NEW);
  }

  /** Each got an answer of one bi-encoder, from hits and not from an excuse. */
  private static void everyQueryWasAnswered(Traffic traffic, Visitors visitors) throws Exception {
    Map<String, List<ConsumerRecord<byte[], byte[]>>> results = new TreeMap<>();
    Patience.until(
        "every query is answered",
        () -> {
          results.clear();
          traffic
              .all("ranked-results")
              .forEach(
                  record ->
                      results
                          .computeIfAbsent(new String(record.key(), UTF_8), id -> new ArrayList<>())
                          .add(record));
          return results.keySet().containsAll(visitors.asked().keySet());
        });
    assertThat(visitors.asked()).hasSizeGreaterThan(20);
    long longest = 0;
    for (Map.Entry<String, Long> asked : visitors.asked().entrySet()) {
      List<ConsumerRecord<byte[], byte[]>> answers = results.get(asked.getKey());
      assertThat(answers)
          .allSatisfy(
              record -> {
                RankedResult answer = Traffic.decode(record);
                assertThat(answer.status()).isEqualTo(Status.RANKED);
                assertThat(answer.reason()).isNull();
                assertThat(answer.hits()).hasSize(3);
              });
      longest = Math.max(longest, answers.get(0).timestamp() - asked.getValue());
    }
    System.out.printf(
        "%d queries, the longest waited %d ms for its first answer%n",
        visitors.asked().size(), longest);
  }

  private static RankedResult answer(Traffic traffic, String id) throws Exception {
    traffic.publish("queries", id, QUERY);
    return traffic.result(id);
  }

  private static List<String> running(FlinkProcesses flink) {
    return flink.rest().jobs().stream()
        .filter(FlinkRest.FlinkJob::isRunning)
        .map(FlinkRest.FlinkJob::name)
        .toList();
  }

  private static Map<String, StoredVersion> all(IndexReader index) {
    Map<String, StoredVersion> all = new TreeMap<>();
    index.refresh();
    index.scan(page -> page.forEach(state -> all.put(state.id(), state)));
    return all;
  }

  /** Runs the command as a process of its own, and kills it when it has said something. */
  private static void killedAt(Predicate<String> said, FlinkProcesses flink) throws Exception {
    Process process =
        new ProcessBuilder("./seine", "reindex", "--to", NEW, "--flink", flink.url())
            .redirectErrorStream(true)
            .start();
    StringBuilder output = new StringBuilder();
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      String line;
      while ((line = lines.readLine()) != null && !said.test(line)) {
        output.append(line).append('\n');
      }
      assertThat(line).as(output.toString()).isNotNull();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isNotZero();
  }

  private static SearchConnection connect(LocalCluster cluster) {
    return SearchConnection.open(
        new SearchSettings(
            cluster.openSearchUrl(), "documents", null, null, null, null, null, 30_000));
  }

  /** Publishes documents, deletes some, and asks, all the time. */
  private static final class Visitors implements AutoCloseable {
    private final Map<String, Long> asked = new LinkedHashMap<>();
    private final Map<String, Boolean> written = new TreeMap<>();
    private final Traffic traffic;
    private final Thread asker = new Thread(this::ask, "asker");
    private final Thread writer = new Thread(this::write, "writer");
    private volatile boolean leaving;
    private volatile boolean writing = true;

    Visitors(String bootstrap) {
      traffic = new Traffic(bootstrap);
      asker.start();
      writer.start();
    }

    private void ask() {
      repeat(
          () -> !leaving,
          number -> {
            String id = "visitor-" + number;
            long now = System.currentTimeMillis();
            traffic.publish("queries", id, QUERY);
            synchronized (asked) {
              asked.put(id, now);
            }
          });
    }

    private void write() {
      repeat(
          () -> writing,
          number -> {
            String id = "written-" + number % 30;
            boolean delete = number % 7 == 6;
            traffic.publish(
                "documents",
                id,
                delete ? null : "Note %d. %s".formatted(number, BIRDS[number % BIRDS.length]));
            synchronized (written) {
              written.put(id, delete);
            }
          });
    }

    private interface Step {
      void run(int number) throws Exception;
    }

    private static void repeat(BooleanSupplier goOn, Step step) {
      try {
        for (int i = 0; goOn.getAsBoolean(); i++) {
          step.run(i);
          // A visitor every now and then: more would only keep two cores busy.
          TimeUnit.MILLISECONDS.sleep(300);
        }
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    void stopWriting() throws InterruptedException {
      writing = false;
      writer.join();
    }

    void leave() throws InterruptedException {
      stopWriting();
      leaving = true;
      asker.join();
    }

    Map<String, Long> asked() {
      synchronized (asked) {
        return new LinkedHashMap<>(asked);
      }
    }

    Map<String, Boolean> written() {
      synchronized (written) {
        return new TreeMap<>(written);
      }
    }

    @Override
    public void close() throws Exception {
      leave();
      traffic.close();
    }
  }
}
