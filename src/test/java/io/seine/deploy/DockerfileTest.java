package io.seine.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** docker/Dockerfile, without building it; ImageIT performs its steps. */
class DockerfileTest {
  private Dockerfile dockerfile;

  @BeforeEach
  void read() throws Exception {
    dockerfile = Dockerfile.read(ImageFolder.DOCKERFILE);
  }

  @Test
  void hadolintFindsNothing() throws Exception {
    Path hadolint = Tools.require("python/bin/hadolint");
    Tools.Outcome outcome =
        Tools.run(List.of(hadolint.toString(), ImageFolder.DOCKERFILE.toString()));
    assertThat(outcome.output()).isEmpty();
    assertThat(outcome.status()).isZero();
  }

  @Test
  void theBaseIsTheFlinkThatTheJobsAreBuiltFor() {
    assertThat(dockerfile.image().base())
        .isEqualTo("flink:" + Versions.property("flink.version") + "-scala_2.12-java17");
  }

  @Test
  void everyBaseIsAnEarlierStageOrAnExactTag() {
    List<String> stages = dockerfile.stages().stream().map(Dockerfile.Stage::name).toList();
    for (Dockerfile.Stage stage : dockerfile.stages()) {
      if (!stages.contains(stage.base())) {
        assertThat(stage.base()).matches("[\\w/.-]+:\\d+\\.\\d+\\.\\d+[\\w.-]*");
      }
    }
  }

  @Test
  void theImageInstallsNothingAndRunsAsFlinksUser() {
    assertThat(dockerfile.image().all("RUN"))
        .noneMatch(run -> run.matches(".*\\b(apt|apt-get|pip|curl|mvn)\\b.*"));
    List<String> users = dockerfile.image().all("USER");
    assertThat(users.get(users.size() - 1)).isEqualTo("9999:9999");
  }

  @Test
  void theHealthCheckAsksWhereTheReporterAnswers() {
    Configuration flink = GlobalConfiguration.loadConfiguration("docker/flink");
    String port = flink.toMap().get("metrics.reporter.prom.port");
    assertThat(dockerfile.image().all("HEALTHCHECK"))
        .singleElement()
        .asString()
        .contains("http://127.0.0.1:" + port + "/metrics");
    assertThat(dockerfile.image().all("EXPOSE")).containsExactly("8081 " + port);
  }
}
