package io.seine.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.seine.deploy.ComposeFile.Service;
import io.seine.job.IndexDocuments;
import io.seine.job.PrepareIndex;
import io.seine.job.RankQueries;
import io.seine.job.RecordSizes;
import io.seine.job.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** docker/compose.yaml, as Docker reads it; ImageIT runs its services. */
class ComposeTest {
  private static final String IMAGE = "seine:" + Versions.seine();

  private ComposeFile compose;

  @BeforeEach
  void read() throws Exception {
    compose = ComposeFile.read();
  }

  @Test
  void imagesHaveTheVersionsThatTheProjectIsBuiltAndTestedWith() {
    assertThat(compose.service("kafka").image())
        .isEqualTo("apache/kafka:" + Versions.property("kafka.version"));
    assertThat(compose.service("opensearch").image())
        .isEqualTo("opensearchproject/opensearch:" + Versions.openSearch());
    assertThat(compose.service("taskmanager").image()).isEqualTo(IMAGE);
    for (Service service : compose.services()) {
      assertThat(service.image()).as(service.name()).matches("[\\w/.-]+:v?\\d+\\.\\d+\\.\\d+");
    }
  }

  @Test
  void nothingIsPublishedBeyondThisMachine() {
    List<String> published = new ArrayList<>();
    for (Service service : compose.services()) {
      for (JsonNode port : service.json().path("ports")) {
        assertThat(port.path("host_ip").asText()).as(service.name()).isEqualTo("127.0.0.1");
        published.add(port.path("published").asText());
      }
    }
    assertThat(published).containsExactlyInAnyOrder("9092", "9200", "8081", "9090", "3000");
  }

  @Test
  void kafkaTakesWhatTheJobsDo() {
    int taken =
        Integer.parseInt(
            compose.service("kafka").environment().getOrDefault("KAFKA_MESSAGE_MAX_BYTES", "0"));
    Settings index = Settings.of(Map.of(), IndexDocuments.SETTINGS);
    Settings rank = Settings.of(Map.of(), RankQueries.SETTINGS);
    assertThat(RecordSizes.ofTopics(index, rank).values()).allMatch(bytes -> bytes <= taken);
  }

  @Test
  void everyServiceIsWatchedAndLimited() {
    for (Service service : compose.services()) {
      assertThat(service.memoryLimit()).as(service.name()).isGreaterThan(MemorySize.ZERO);
      boolean watched =
          !service.healthCheck().isEmpty() || service.image().equals(IMAGE) || service.isOneShot();
      assertThat(watched).as(service.name() + " has a health check").isTrue();
    }
    for (String permanent :
        List.of("kafka", "opensearch", "zookeeper", "jobmanager", "taskmanager")) {
      assertThat(compose.service(permanent).isOneShot()).as(permanent).isFalse();
    }
  }

  @Test
  void theMemoryOfTheFilesHeadIsTheSumOfTheLimits() throws Exception {
    long limits =
        compose.services().stream()
            .filter(service -> !service.isOneShot() && !service.json().has("profiles"))
            .mapToLong(service -> service.memoryLimit().getBytes())
            .sum();
    Matcher sum = Pattern.compile("= ([\\d.]+) GiB").matcher(Files.readString(ComposeFile.FILE));
    assertThat(sum.find()).isTrue();
    assertThat(limits / (double) (1 << 30)).isEqualTo(Double.parseDouble(sum.group(1)));
  }

  @Test
  void flinksProcessesFitTheirLimits() {
    Configuration flink = GlobalConfiguration.loadConfiguration("docker/flink");
    assertThat(compose.service("jobmanager").memoryLimit())
        .isEqualTo(flink.get(JobManagerOptions.TOTAL_PROCESS_MEMORY));
    assertThat(compose.service("taskmanager").memoryLimit())
        .isEqualTo(flink.get(TaskManagerOptions.TOTAL_PROCESS_MEMORY));
    // Two jobs, each with as many subtasks as the configuration says, in the one TaskManager.
    assertThat(flink.get(TaskManagerOptions.NUM_TASK_SLOTS))
        .isEqualTo(2 * Integer.parseInt(flink.toMap().get("parallelism.default")));
  }

  @Test
  void jobsAreSubmittedWhenAllThatTheyNeedIsThere() {
    Map<String, String> needed =
        Map.of(
            "topics", "service_completed_successfully",
            "prepare-index", "service_completed_successfully",
            "taskmanager", "service_healthy");
    assertThat(compose.service("index-documents").dependencies()).isEqualTo(needed);
    assertThat(compose.service("rank-queries").dependencies()).isEqualTo(needed);
    assertThat(compose.service("taskmanager").dependencies())
        .containsEntry("jobmanager", "service_healthy");
    assertThat(compose.service("jobmanager").dependencies())
        .containsEntry("zookeeper", "service_healthy");
    assertThat(compose.service("topics").dependencies()).containsEntry("kafka", "service_healthy");
    assertThat(compose.service("prepare-index").dependencies())
        .containsEntry("opensearch", "service_healthy");
  }

  @Test
  void theTopicsAreThoseOfTheJobsAndHaveAPartitionForEverySubtask() {
    Map<String, Integer> topics = compose.topics();
    assertThat(topics.keySet())
        .isEqualTo(Set.of("documents", "queries", "ranked-results", "dead-letters"));
    int parallelism =
        Integer.parseInt(
            GlobalConfiguration.loadConfiguration("docker/flink")
                .toMap()
                .get("parallelism.default"));
    assertThat(topics.get("documents")).isGreaterThanOrEqualTo(parallelism);
    assertThat(topics.get("queries")).isGreaterThanOrEqualTo(parallelism);
  }

  @Test
  void settingsInTheEnvironmentAreSettingsOfTheJobs() throws Exception {
    for (Service service : compose.services()) {
      JobSettings.requireKnown(service.name(), service.environment().keySet());
    }
    Map<String, Class<?>> jobs =
        Map.of(IndexDocuments.NAME, IndexDocuments.class, RankQueries.NAME, RankQueries.class);
    jobs.forEach(
        (name, main) ->
            assertThat(compose.service(name).command())
                .containsExactly("seine-submit", name, main.getName()));
    assertThat(PrepareIndex.NAME).isEqualTo(compose.service("prepare-index").name());
  }

  @Test
  void foldersOfTheProjectThatAreMountedAreThere() {
    for (Service service : compose.services()) {
      for (JsonNode volume : service.json().path("volumes")) {
        if (volume.path("type").asText().equals("bind")) {
          assertThat(Path.of(volume.path("source").asText())).as(service.name()).exists();
        }
      }
    }
  }
}
