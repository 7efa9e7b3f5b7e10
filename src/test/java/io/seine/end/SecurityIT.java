package io.seine.end;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.access.TestAuthority;
import io.seine.access.TlsGate;
import io.seine.end.ListeningSockets.Listening;
import io.seine.flink.FlinkRest;
import io.seine.job.IndexDocuments;
import io.seine.job.PrepareIndex;
import io.seine.job.RankQueries;
import io.seine.local.FlinkProcesses;
import io.seine.local.LocalCluster;
import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Hit;
import io.seine.message.RankedResult.Status;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Both jobs and the command against a Kafka with SASL/SCRAM over TLS that asks for certificates,
 * and an OpenSearch behind TLS that asks for a certificate and a password, with the settings of
 * docs/security.md. The last test looks for the secrets of the others wherever anybody could look.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SecurityIT {
  private static final String KAFKA_PASSWORD = "kafka-password";
  private static final String STORE_PASSWORD = "kafka-keystore-password";
  private static final String SEARCH_PASSWORD = "opensearch-password";
  private static final String QUERY =
      "{\"text\": \"who keeps watch at night?\", \"deadline_ms\": 60000}";

  @TempDir private static Path dir;

  private static PlantedSecrets secrets;
  private static TestAuthority authority;
  private static TestAuthority other;
  private static LocalCluster cluster;
  private static TlsGate gate;
  private static FlinkProcesses flink;
  private static FlinkRest rest;
  private static String jar;
  private static Traffic traffic;

  @BeforeAll
  static void start() throws Exception {
    secrets = new PlantedSecrets(dir.resolve("secrets"));
    secrets.plant(KAFKA_PASSWORD);
    secrets.plant(STORE_PASSWORD);
    secrets.plant(SEARCH_PASSWORD);
    authority = TestAuthority.create(dir.resolve("tls"));
    authority.sign("server", "EC", "IP:127.0.0.1");
    authority.sign("client", "EC", "DNS:seine");
    authority.keyStore("client", secrets.file("kafka-client.p12"), secrets.secret(STORE_PASSWORD));
    other = TestAuthority.create(dir.resolve("other"));

    cluster = new LocalCluster(LocalCluster.Options.onFreePorts(dir), broker());
    cluster.startWithoutFlink(line -> {});
    gate =
        new TlsGate(
            URI.create(cluster.openSearchUrl()),
            authority.serverContext("server"),
            "seine",
            secrets.secret(SEARCH_PASSWORD));
    traffic = new Traffic(clients());
    try (Admin admin = Admin.create(clients())) {
      admin
          .createTopics(
              Stream.of("documents", "queries", "ranked-results", "dead-letters")
                  .map(topic -> new NewTopic(topic, 1, (short) 1))
                  .toList())
          .all()
          .get();
    }
    PrepareIndex.main(
        new String[] {
          "--properties",
          properties("prepare", documented("opensearch.url")).toString(),
          "--index.refresh-ms",
          "200"
        });
    flink =
        FlinkProcesses.start(
            new FlinkProcesses.Options(dir, 0, 1, 4),
            Map.of("KAFKA_PASSWORD", secrets.secret(KAFKA_PASSWORD)));
    rest = flink.rest();
    jar = rest.upload(flink.jobJar());
    for (Class<?> job : List.of(IndexDocuments.class, RankQueries.class)) {
      String id = run(job, jobProperties());
      Patience.until("the job runs", () -> rest.job(id).isRunning());
    }
  }

  @AfterAll
  static void stop() {
    for (AutoCloseable part : new AutoCloseable[] {traffic, flink, gate, cluster}) {
      if (part != null) {
        try {
          part.close();
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  /** What makes the broker one that lets nobody in who does not belong. */
  private static Path broker() throws Exception {
    String scram =
        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"broker\" password=\"%s\";"
            .formatted(secrets.plant("broker-password"));
    return properties(
        "broker",
        """
        listener.security.protocol.map = CLIENTS:SASL_SSL,CONTROLLER:PLAINTEXT
        sasl.enabled.mechanisms = SCRAM-SHA-512
        sasl.mechanism.inter.broker.protocol = SCRAM-SHA-512
        listener.name.clients.scram-sha-512.sasl.jaas.config = %s
        authorizer.class.name = org.apache.kafka.metadata.authorizer.StandardAuthorizer
        allow.everyone.if.no.acl.found = true
        super.users = User:broker;User:ANONYMOUS
        ssl.client.auth = required
        ssl.keystore.type = PEM
        ssl.keystore.location = %s
        ssl.truststore.type = PEM
        ssl.truststore.location = %s
        scram.broker = %s
        scram.seine = %s
        """
            .formatted(
                scram,
                authority.keyAndCertificate("server"),
                authority.caFile(),
                secrets.secret("broker-password"),
                secrets.secret(KAFKA_PASSWORD)));
  }

  /**
   * The block of settings in the documentation that begins with this key, for this test's hosts and
   * files.
   */
  private static String documented(String key) throws Exception {
    Matcher block =
        Pattern.compile("```properties\n((?:#.*\n)*" + Pattern.quote(key) + "[^`]*)```")
            .matcher(Files.readString(Path.of("docs/security.md")));
    assertThat(block.find()).as("the settings that begin with %s", key).isTrue();
    return block
        .group(1)
        .replace("kafka.example.org:9093", cluster.kafkaBootstrap())
        .replace("https://search.example.org:9200", gate.url())
        .replace("/etc/seine/ca.pem", authority.caFile().toString())
        .replace("/etc/seine/client.crt", authority.certificate("client").toString())
        .replace("/etc/seine/client.key", authority.key("client").toString())
        .replace("/etc/seine/", secrets.file("") + "/");
  }

  private static String jobProperties() throws Exception {
    return documented("kafka.bootstrap.servers") + documented("opensearch.url");
  }

  private static Path properties(String name, String text) throws Exception {
    return Files.writeString(secrets.file(name + ".properties"), text);
  }

  /** The settings of a client that holds its secrets itself. */
  private static Properties clients() throws Exception {
    Properties clients = new Properties();
    clients.load(
        new StringReader(
            documented("bootstrap.servers")
                .replace("${env:KAFKA_PASSWORD}", secrets.secret(KAFKA_PASSWORD))
                .replaceAll(
                    "\\$\\{file:UTF-8:[^}]*}",
                    Matcher.quoteReplacement(secrets.secret(STORE_PASSWORD)))));
    return clients;
  }

  private static String run(Class<?> job, String settings) throws Exception {
    Path file = properties(job.getSimpleName() + "-" + System.nanoTime(), settings);
    return rest.run(jar, job.getName(), List.of("--properties", file.toString()), 1, null);
  }

  /** Runs a job with a setting in place of another, and gives the failure that ended it. */
  private static String failure(Class<?> job, String setting, String instead) throws Exception {
    String settings = jobProperties();
    assertThat(settings).contains(setting);
    String id = run(job, settings.replace(setting, instead));
    // Flink's pages learn of a cause later than of the state.
    Patience.until("a failure", () -> rest.lastFailure(id) != null);
    Patience.until("the end of the job", () -> rest.job(id).isOver());
    assertThat(rest.job(id).state()).isEqualTo("FAILED");
    return rest.lastFailure(id).why();
  }

  @Test
  @Order(1)
  void documentsGoInAndRankedResultsComeOut() throws Exception {
    traffic.publish(
        "documents",
        "watch-1",
        "{\"text\": \"The watchman keeps watch at night.\"}",
        new RecordHeader("Authorization", "Basic eDp5".getBytes(UTF_8)),
        new RecordHeader("X-Opaque-Id", "x\r\ny: z".getBytes(UTF_8)));
    RankedResult result = traffic.askUntil("secured", QUERY, answer -> !answer.hits().isEmpty());
    assertThat(result.status()).isEqualTo(Status.RANKED);
    assertThat(result.hits()).extracting(Hit::id).containsExactly("watch-1");
    String bad = traffic.publish("documents", "watch-2", "{\"text\": ");
    assertThat(Traffic.headers(traffic.deadLetter(bad)))
        .containsEntry("seine-dead-letter-code", "not-json");
  }

  @Test
  @Order(2)
  void noHeaderAndNoPathOfARecordReachesOpenSearch() {
    assertThat(gate.headers())
        .contains("authorization", "content-type")
        .isSubsetOf(
            "accept",
            "accept-encoding",
            "authorization",
            "connection",
            "content-length",
            "content-type",
            "host",
            "transfer-encoding",
            "user-agent");
    // The jobs address the alias of their bi-encoder.
    List<String> paths =
        gate.paths().stream()
            .map(path -> path.replaceFirst("documents-[0-9a-f]{12}\\b", "documents-HASH"))
            .toList();
    assertThat(paths)
        .contains("POST /documents-HASH/_bulk?require_alias=true", "POST /_msearch")
        .isSubsetOf(
            "GET /_alias/documents",
            "PUT /documents-000001",
            "GET /documents-HASH/_mapping",
            "POST /documents-HASH/_bulk?require_alias=true",
            "POST /documents-HASH/_mget?realtime=false",
            "POST /_msearch",
            "POST /documents-HASH/_search",
            "POST /documents-HASH/_delete_by_query?refresh=true&scroll_size=500");
  }

  private record Ran(int status, String output) {}

  private static Ran seine(String password, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("./seine"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("KAFKA_PASSWORD", password);
    // Its log goes there, and is looked through at the end.
    builder
        .environment()
        .merge("JDK_JAVA_OPTIONS", " -Duser.home=" + dir.resolve("home"), String::concat);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    Files.writeString(
        dir.resolve("command-output.txt"),
        output,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    return new Ran(process.exitValue(), output);
  }

  @Test
  @Order(3)
  void theCommandIsLetInWithTheSameSettings() throws Exception {
    String properties = properties("client", documented("bootstrap.servers")).toString();
    Path documents =
        Files.writeString(
            dir.resolve("more.jsonl"),
            "{\"id\": \"watch-3\", \"text\": \"Dogs keep watch at night as well.\"}\n");
    String password = secrets.secret(KAFKA_PASSWORD);

    Ran published = seine(password, "publish", documents.toString(), "--properties", properties);
    assertThat(published.output()).contains("Published 1 document to documents.");
    assertThat(published.status()).isZero();
    traffic.askUntil("published", QUERY, answer -> answer.hits().size() == 2);
    Ran found =
        seine(
            password,
            "search",
            "who keeps watch at night?",
            "--deadline=60000",
            "--properties",
            properties);
    assertThat(found.output()).contains("watch-1").contains("watch-3");
    Ran letters = seine(password, "dead-letters", "list", "--properties", properties);
    assertThat(letters.output()).contains("not-json");
    assertThat(letters.status()).isZero();
  }

  @Test
  @Order(4)
  void theCommandSaysWhyItIsNotLetIn() throws Exception {
    String properties = properties("client", documented("bootstrap.servers")).toString();
    String wrong = secrets.plant("wrong-kafka-password");
    for (String[] arguments :
        new String[][] {
          {"search", "x"},
          {"dead-letters", "list"},
          {"publish", dir.resolve("more.jsonl").toString()}
        }) {
      List<String> line = new ArrayList<>(List.of(arguments));
      line.addAll(List.of("--properties", properties));
      Ran ran = seine(wrong, line.toArray(String[]::new));
      assertThat(ran.status()).isEqualTo(1);
      assertThat(ran.output())
          .contains("Kafka does not let this user in", "sasl.jaas.config")
          .doesNotContain("\tat ");
    }
    Ran stranger =
        seine(
            secrets.secret(KAFKA_PASSWORD),
            "search",
            "x",
            "--properties",
            properties,
            "--property",
            "ssl.truststore.location=" + other.caFile());
    assertThat(stranger.status()).isEqualTo(1);
    assertThat(stranger.output())
        .contains("do not trust each other", "ssl.truststore")
        .doesNotContain("\tat ");
  }

  @Test
  @Order(5)
  void aJobThatIsNotLetInStopsAndSaysWhatToDo() throws Exception {
    secrets.plant("wrong-password");
    String wrong = "${file:UTF-8:" + secrets.file("wrong-password") + "}";
    assertThat(failure(IndexDocuments.class, "${env:KAFKA_PASSWORD}", wrong))
        .contains("Kafka does not let this user in", "sasl.jaas.config");
    assertThat(
            failure(
                RankQueries.class,
                "kafka.ssl.truststore.location = " + authority.caFile(),
                "kafka.ssl.truststore.location = " + other.caFile()))
        .contains("do not trust each other", "ssl.truststore");
    assertThat(
            failure(
                RankQueries.class, "${file:UTF-8:" + secrets.file(SEARCH_PASSWORD) + "}", wrong))
        .contains("Check opensearch.user and opensearch.password");
    assertThat(
            failure(
                IndexDocuments.class,
                "opensearch.ca-file = " + authority.caFile(),
                "opensearch.ca-file = " + other.caFile()))
        .contains("not signed by an authority", "opensearch.ca-file");
    assertThat(failure(IndexDocuments.class, "${env:KAFKA_PASSWORD}", "${env:SEINE_NO_SUCH}"))
        .contains("${env:SEINE_NO_SUCH}", "no such environment variable");
  }

  @Test
  @Order(6)
  void aJobThatMayNotWriteItsResultsStopsAndSaysSo() throws Exception {
    try (Admin admin = Admin.create(clients())) {
      admin.createTopics(List.of(new NewTopic("guarded", 1, (short) 1))).all().get();
      admin
          .createAcls(
              List.of(
                  new AclBinding(
                      new ResourcePattern(ResourceType.TOPIC, "guarded", PatternType.LITERAL),
                      new AccessControlEntry(
                          "User:seine", "*", AclOperation.READ, AclPermissionType.ALLOW))))
          .all()
          .get();
    }
    assertThat(
            failure(
                RankQueries.class,
                "kafka.sasl.mechanism",
                "results.topic = guarded\nkafka.sasl.mechanism"))
        .contains("no right to write to the topic guarded", "docs/security.md");
  }

  @Test
  @Order(7)
  void nothingListensBeyondLoopback() throws Exception {
    List<Listening> listening = ListeningSockets.of(ProcessHandle.current().descendants());
    // Kafka with its controller, OpenSearch with its transport, ZooKeeper, and what Flink has.
    assertThat(listening).hasSizeGreaterThanOrEqualTo(9).allMatch(Listening::isOnLoopback);
  }

  @Test
  @Order(8)
  void noSecretIsToBeSeenAnywhere() throws Exception {
    Map<String, String> pages = FlinkPages.all(flink.url());
    assertThat(pages).hasSizeGreaterThan(60);
    assertThat(pages.values()).anyMatch(page -> page.contains("exceptionHistory"));
    assertThat(pages).allSatisfy((path, page) -> assertThat(secrets.in(page)).as(path).isEmpty());

    for (String topic : List.of("ranked-results", "dead-letters", "documents")) {
      for (ConsumerRecord<byte[], byte[]> record : traffic.all(topic)) {
        assertThat(secrets.in(text(record))).as(topic).isEmpty();
      }
    }

    // Beside the files that hold secrets, and those of the broker's own settings: everything.
    Set<String> left = Set.of("secrets", "tls", "other", "lib", "usrlib", "server.properties");
    assertThat(PlantedSecrets.files(dir, left, secrets.all())).isEmpty();
    // What was looked through are the places where secrets would be.
    assertThat(PlantedSecrets.files(dir, left, List.of("${env:KAFKA_PASSWORD}")))
        .as("the graph of a job, kept for its next JobManager")
        .anyMatch(found -> found.contains("/flink/ha/"));
    assertThat(PlantedSecrets.files(dir, left, List.of("Kafka does not let this user in")))
        .as("the log of the JobManager")
        .anyMatch(found -> found.contains("jobmanager.log"));
    assertThat(PlantedSecrets.files(dir, Set.of("lib", "usrlib"), secrets.all())).isNotEmpty();
  }

  private static String text(ConsumerRecord<byte[], byte[]> record) {
    StringBuilder text = new StringBuilder();
    for (byte[] part : new byte[][] {record.key(), record.value()}) {
      text.append(part == null ? "" : new String(part, UTF_8)).append('\n');
    }
    record
        .headers()
        .forEach(header -> text.append(header.key()).append(new String(header.value(), UTF_8)));
    return text.toString();
  }
}
