package io.seine.end;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.flink.FlinkRest;
import io.seine.flink.FlinkRestException;
import io.seine.job.IndexDocuments;
import io.seine.job.PrepareIndex;
import io.seine.job.RankQueries;
import io.seine.local.ClusterException;
import io.seine.local.FlinkProcesses;
import io.seine.local.LocalCluster;
import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Hit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The one job jar in every way that Flink takes it: {@code flink run}, the REST interface, and
 * application mode. In each, settings come from a file, from the environment and from the command
 * line of where main() runs.
 */
class FlinkModesIT {
  private static final String QUERY =
      "{\"text\": \"which bird sings at night?\", \"deadline_ms\": 60000}";

  @TempDir private Path dir;

  @Test
  void theJobJarRunsInEveryMode() throws Exception {
    try (LocalCluster cluster = new LocalCluster(LocalCluster.Options.onFreePorts(dir))) {
      cluster.startWithoutFlink(line -> {});
      cluster.createTopics(
          Map.of("documents", 2, "queries", 2, "ranked-results", 2, "dead-letters", 1));
      PrepareIndex.main(
          new String[] {"--opensearch.url", cluster.openSearchUrl(), "--index.refresh-ms", "200"});
      try (FlinkProcesses session =
              FlinkProcesses.start(new FlinkProcesses.Options(dir.resolve("session"), 0, 1, 2));
          Traffic traffic = new Traffic(cluster.kafkaBootstrap())) {
        flinkRun(cluster, session);
        String job = rest(cluster, session);
        for (int i = 1; i <= 3; i++) {
          traffic.publish(
              "documents",
              "b-" + i,
              "{\"name\": \"Bird " + i + "\", \"body\": \"It sings at night.\"}");
        }
        RankedResult result = traffic.askUntil("rest", QUERY, answer -> answer.hits().size() == 2);
        assertThat(result.hits())
            .allSatisfy(hit -> assertThat(hit.title()).startsWith("Bird "))
            .allSatisfy(hit -> assertThat(hit.passage()).isEqualTo("It sings at night."));
        session.rest().cancel(job);
        Patience.until("the job is over", () -> session.rest().job(job).isOver());
        applicationMode(cluster, traffic);
      }
    }
  }

  /** The file and the environment are the client's, where main() runs. */
  private void flinkRun(LocalCluster cluster, FlinkProcesses session) throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("index.properties"),
            """
            kafka.bootstrap.servers = %s
            opensearch.url = http://overridden.invalid:9200
            documents.text = /body
            documents.title = /overridden
            """
                .formatted(cluster.kafkaBootstrap()));
    String[] run = {"run", "-d", "-c", IndexDocuments.class.getName(), session.jobJar().toString()};

    String output =
        session.command(
            Map.of("SEINE_DOCUMENTS_TITLE", "/name"),
            with(
                run, "--properties", file.toString(), "--opensearch.url", cluster.openSearchUrl()));

    assertThat(output).contains("Job has been submitted with JobID");
    assertThatThrownBy(() -> session.command(Map.of(), with(run, "--documents.txt", "/body")))
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining(
            "There is no setting 'documents.txt'. Did you mean 'documents.text'?");
  }

  /** The file is the JobManager's, where main() runs. */
  private String rest(LocalCluster cluster, FlinkProcesses session) throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("rank.properties"),
            "queries.k = 5\nopensearch.url = " + cluster.openSearchUrl());
    FlinkRest rest = session.rest();
    String jar = rest.upload(session.jobJar());
    String main = RankQueries.class.getName();
    assertThatThrownBy(() -> rest.run(jar, main, List.of("--properties", "/no/file"), 0, null))
        .isInstanceOf(FlinkRestException.class)
        .hasMessageStartingWith("--properties names /no/file, and there is no such file");
    List<String> arguments =
        List.of(
            "--properties", file.toString(),
            "--kafka.bootstrap.servers", cluster.kafkaBootstrap(),
            "--queries.k", "2");
    return rest.run(jar, main, arguments, 0, null);
  }

  /** The file, the environment and the command line are the JobManager's. */
  private void applicationMode(LocalCluster cluster, Traffic traffic) throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("application.properties"),
            "queries.k = 5\nrerank.score = off\nopensearch.url = " + cluster.openSearchUrl());
    FlinkProcesses.Application application =
        new FlinkProcesses.Application(
            RankQueries.class.getName(),
            List.of("--properties", file.toString(), "--rerank.score", "alone"),
            Map.of(
                "SEINE_QUERIES_K", "1",
                "SEINE_RERANK_SCORE", "fused",
                "SEINE_KAFKA_BOOTSTRAP_SERVERS", cluster.kafkaBootstrap()));
    try (FlinkProcesses alone =
        FlinkProcesses.startFor(
            application, new FlinkProcesses.Options(dir.resolve("application"), 0, 1, 1))) {
      Patience.until(
          "a job runs", () -> alone.rest().jobs().stream().anyMatch(FlinkRest.FlinkJob::isRunning));
      assertThat(alone.rest().job(RankQueries.NAME).isRunning()).isTrue();
      traffic.publish("queries", "alone", QUERY);
      List<Hit> hits = traffic.result("alone").hits();
      assertThat(hits).hasSize(1);
      assertThat(hits.get(0).score()).isEqualTo(hits.get(0).crossEncoderScore());
    }
  }

  private static String[] with(String[] command, String... more) {
    String[] all = Arrays.copyOf(command, command.length + more.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return all;
  }
}
