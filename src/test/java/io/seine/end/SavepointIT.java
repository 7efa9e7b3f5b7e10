package io.seine.end;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.flink.FlinkRest;
import io.seine.job.IndexDocuments;
import io.seine.job.PrepareIndex;
import io.seine.job.RankQueries;
import io.seine.job.Settings;
import io.seine.local.LocalFlink;
import io.seine.local.LocalFlink.RunningJob;
import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Hit;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The savepoints that each released version left behind, with records under way, restore in this
 * one. Those of this version are made by {@code mvn verify -Dtest=none
 * -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=SavepointIT#keeps* -Dseine.keep=0.1.0}.
 *
 * <p>In each, index-documents has read {@value #DOCUMENTS_READ} documents: the first is indexed,
 * then OpenSearch went away, so that the others were under way. rank-queries has read {@value
 * #QUERIES_READ} queries, the last of which waited for its candidates.
 */
class SavepointIT {
  private static final Path SAVEPOINTS = Path.of("src", "test", "resources", "savepoints");
  private static final int DOCUMENTS_READ = 4;
  private static final int QUERIES_READ = 2;
  private static final String WAITING_QUERY = "which bird sings at night?";

  static List<Path> versions() throws IOException {
    try (Stream<Path> folders = Files.list(SAVEPOINTS)) {
      return folders.filter(Files::isDirectory).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void whatWasUnderWayComesOutAndTheTopicsAreReadOn(Path version) throws Exception {
    SeineUnderTest seine = SeineUnderTest.get();
    String name = "kept-" + version.getFileName();
    prepare(seine, name);
    for (int i = 0; i < DOCUMENTS_READ; i++) {
      publish(
          seine, name + "-documents", "filler-" + i, "A bird that sings at night, read before.");
    }
    for (int i = 0; i < QUERIES_READ; i++) {
      publish(seine, name + "-queries", "filler-" + i, WAITING_QUERY);
    }
    LocalFlink flink = seine.seine().cluster().flink();
    String url = seine.seine().cluster().openSearchUrl();
    RunningJob index =
        flink.submit(
            name + "-index-documents",
            1,
            version.resolve(IndexDocuments.NAME),
            env -> IndexDocuments.build(env, indexSettings(seine, name, url)));
    RunningJob rank =
        flink.submit(
            name + "-rank-queries",
            1,
            version.resolve(RankQueries.NAME),
            env -> RankQueries.build(env, rankSettings(seine, name, url)));
    try {
      publish(seine, name + "-documents", "after", "The corncrake calls at night.");
      askUntilFound(seine, name, "after", "under-way-1", "under-way-2");

      RankedResult waiting =
          Traffic.decode(
              seine.await(name + "-results", r -> "waiting".equals(new String(r.key(), UTF_8))));
      // Its time was over long ago, which is what its answer has to say; KeptStateTest shows that
      // the rest of its state is read.
      assertThat(waiting.status()).isEqualTo(RankedResult.Status.FAILED);
      assertThat(waiting.reason()).startsWith("deadline-passed");
    } finally {
      index.cancel();
      rank.cancel();
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "seine.keep", matches = ".+")
  void keepsThoseOfThisVersion() throws Exception {
    String name = "kept-" + System.getProperty("seine.keep");
    SeineUnderTest seine = SeineUnderTest.get();
    prepare(seine, name);
    LocalFlink flink = seine.seine().cluster().flink();
    FlinkRest rest = new FlinkRest(flink.url());
    try (TcpGate gate = new TcpGate(seine.seine().cluster().openSearchUrl())) {
      RunningJob index =
          flink.submit(
              name + "-index-documents",
              1,
              env -> IndexDocuments.build(env, indexSettings(seine, name, gate.url())));
      RunningJob rank =
          flink.submit(
              name + "-rank-queries",
              1,
              env -> RankQueries.build(env, rankSettings(seine, name, gate.url())));
      publish(seine, name + "-documents", "indexed", "The nightingale sings at night.");
      publish(seine, name + "-queries", "first", WAITING_QUERY);
      seine.await(name + "-results", r -> "first".equals(new String(r.key(), UTF_8)));
      Patience.until("a checkpoint", () -> rest.checkpoints(index.id()).completed() > 0);

      gate.shut();
      publish(seine, name + "-documents", "under-way-1", "The nightjar churrs at night.");
      publish(
          seine,
          name + "-documents",
          "under-way-2",
          "{\"title\": \"Owl\", \"text\": \"It calls at night.\", \"metadata\": {\"test\": \"kept\"}}");
      publish(seine, name + "-documents", "indexed", null);
      publish(seine, name + "-queries", "waiting", WAITING_QUERY);
      Patience.until(
          "the documents are read",
          () -> rest.metric(index.id(), "write-documents.numRecordsIn") == DOCUMENTS_READ);
      Patience.until(
          "the queries are read",
          () -> rest.metric(rank.id(), "retrieve-candidates.numRecordsIn") == QUERIES_READ);

      Path version = SAVEPOINTS.resolve(System.getProperty("seine.keep"));
      keep(rest, index.id(), version.resolve(IndexDocuments.NAME));
      keep(rest, rank.id(), version.resolve(RankQueries.NAME));
    }
  }

  private static void keep(FlinkRest rest, String job, Path folder) throws Exception {
    Path made = Files.createTempDirectory("seine-savepoint-");
    Path savepoint = Path.of(URI.create(rest.stop(job, made.toUri().toString())));
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(savepoint)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }

  private static void prepare(SeineUnderTest seine, String name) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", seine.bootstrap()))) {
      admin
          .createTopics(
              Stream.of("-documents", "-queries", "-results", "-letters")
                  .map(topic -> new NewTopic(name + topic, 1, (short) 1))
                  .toList())
          .all()
          .get();
    }
    PrepareIndex.prepare(
        Settings.of(
            Map.of(
                "opensearch.url",
                seine.seine().cluster().openSearchUrl(),
                "index.alias",
                name,
                "index.metadata",
                "test:keyword",
                "index.refresh-ms",
                "200"),
            PrepareIndex.SETTINGS));
  }

  private static Settings indexSettings(SeineUnderTest seine, String name, String openSearch) {
    Map<String, String> values = common(seine, name, openSearch);
    values.put("documents.topic", name + "-documents");
    values.put("documents.group", name);
    return Settings.of(values, IndexDocuments.SETTINGS);
  }

  private static Settings rankSettings(SeineUnderTest seine, String name, String openSearch) {
    Map<String, String> values = common(seine, name, openSearch);
    values.put("queries.topic", name + "-queries");
    values.put("queries.group", name + "-queries");
    values.put("queries.deadline-ms", "60000");
    values.put("results.topic", name + "-results");
    return Settings.of(values, RankQueries.SETTINGS);
  }

  private static Map<String, String> common(SeineUnderTest seine, String name, String openSearch) {
    Map<String, String> values = new TreeMap<>();
    values.put("kafka.bootstrap.servers", seine.bootstrap());
    values.put("opensearch.url", openSearch);
    values.put("index.alias", name);
    values.put("dead-letters.topic", name + "-letters");
    return values;
  }

  private static void publish(SeineUnderTest seine, String topic, String key, String value)
      throws Exception {
    Map<String, Object> producer = Map.of("bootstrap.servers", seine.bootstrap());
    try (KafkaProducer<String, String> kafka =
        new KafkaProducer<>(producer, new StringSerializer(), new StringSerializer())) {
      kafka.send(new ProducerRecord<>(topic, key, value)).get();
    }
  }

  /** Asks until these documents are found and, among all that is found, no other. */
  private static void askUntilFound(SeineUnderTest seine, String name, String... expected)
      throws Exception {
    List<String> ids = List.of(expected);
    long giveUpAt = System.nanoTime() + Traffic.PATIENCE.toNanos();
    List<String> found = List.of();
    for (int i = 0; System.nanoTime() < giveUpAt; i++) {
      String id = "ask-" + i;
      publish(seine, name + "-queries", id, WAITING_QUERY);
      found =
          Traffic.decode(seine.await(name + "-results", r -> id.equals(new String(r.key(), UTF_8))))
              .hits()
              .stream()
              .map(Hit::id)
              .sorted()
              .toList();
      if (found.equals(ids)) {
        return;
      }
    }
    assertThat(found).isEqualTo(ids);
  }
}
