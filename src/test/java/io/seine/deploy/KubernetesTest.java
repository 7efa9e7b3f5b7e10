package io.seine.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.seine.job.IndexDocuments;
import io.seine.job.PrepareIndex;
import io.seine.job.RankQueries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The overlays of k8s/, rendered: against the schemas, and against what they repeat. */
class KubernetesTest {
  /** Kinds whose schemas are those of operators, and not of Kubernetes. */
  private static final List<String> OPERATORS_KINDS = List.of("FlinkDeployment", "PodMonitor");

  private static final List<String> JOBS = List.of(IndexDocuments.NAME, RankQueries.NAME);

  /**
   * Settings of docker/flink/config.yaml that are not the same here: addresses and the sizes of
   * processes, which the operator knows; one slot in a TaskManager; where state is.
   */
  private static final List<String> OTHERWISE =
      List.of(
          "jobmanager.bind-host",
          "taskmanager.bind-host",
          "rest.address",
          "rest.bind-address",
          "rest.port",
          "io.tmp.dirs",
          "jobmanager.memory.process.size",
          "taskmanager.memory.process.size",
          "taskmanager.numberOfTaskSlots",
          "parallelism.default",
          "execution.checkpointing.dir",
          "execution.checkpointing.savepoint-dir",
          "zookeeper.heap.mb");

  @TempDir private Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"dev", "production"})
  void kubernetesTakesTheResources(String overlay) throws Exception {
    Path validate = Tools.require("python/bin/kubernetes-validate");
    Overlay rendered = Overlay.render(overlay);
    YAMLMapper yaml = new YAMLMapper();
    List<String> command =
        new ArrayList<>(List.of("python3", validate.toString(), "--strict", "--quiet"));
    for (JsonNode resource : rendered.resources()) {
      if (!OPERATORS_KINDS.contains(resource.path("kind").asText())) {
        Path file = dir.resolve(command.size() + ".yaml");
        yaml.writeValue(file.toFile(), resource);
        command.add(file.toString());
      }
    }
    Tools.Outcome outcome =
        Tools.run(command, "", Map.of("PYTHONPATH", validate.getParent().getParent().toString()));
    assertThat(outcome.output()).isEmpty();
    assertThat(outcome.status()).isZero();
    assertThat(command).hasSizeGreaterThan(4 + 8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "production"})
  void theOperatorsTakeTheResources(String overlay) throws Exception {
    Path modules = Tools.require("node_modules/@kubernetes-models").getParent();
    List<JsonNode> resources =
        Overlay.render(overlay).resources().stream()
            .filter(resource -> OPERATORS_KINDS.contains(resource.path("kind").asText()))
            .toList();
    assertThat(resources).hasSizeGreaterThanOrEqualTo(JOBS.size());
    assertThat(problems(modules, resources)).isEmpty();
  }

  @Test
  void aMisspeltFieldAndAWrongValueOfAFlinkDeploymentAreFound() throws Exception {
    Path modules = Tools.require("node_modules/@kubernetes-models").getParent();
    String job = Overlay.render("dev").resource("FlinkDeployment", RankQueries.NAME).toString();
    ObjectMapper json = new ObjectMapper();
    JsonNode misspelt = json.readTree(job.replace("\"periodSeconds\"", "\"perodSeconds\""));
    JsonNode wrong = json.readTree(job.replace("\"savepoint\"", "\"savepint\""));
    assertThat(problems(modules, List.of(misspelt, wrong)))
        .contains("'\"perodSeconds\"' does not exist")
        .contains("upgradeMode must be equal to one of the allowed values");
  }

  private static String problems(Path modules, List<JsonNode> resources) throws Exception {
    Tools.Outcome outcome =
        Tools.run(
            List.of("node", "src/test/tools/check-resources.mjs", modules.toString()),
            new ObjectMapper().writeValueAsString(resources),
            Map.of());
    assertThat(outcome.status()).as(outcome.output()).isZero();
    return outcome.output();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "production"})
  void flinkIsConfiguredAsInTheImage(String overlay) throws Exception {
    Map<String, String> image =
        new TreeMap<>(GlobalConfiguration.loadConfiguration("docker/flink").toMap());
    Overlay rendered = Overlay.render(overlay);
    for (String job : JOBS) {
      JsonNode spec = rendered.resource("FlinkDeployment", job).path("spec");
      Map<String, String> here = new TreeMap<>(configuration(spec).toMap());
      // A small TaskManager has fewer cores, and so fewer models in memory.
      if (overlay.equals("dev")) {
        here.put(
            "taskmanager.memory.task.off-heap.size",
            image.get("taskmanager.memory.task.off-heap.size"));
      }
      here.keySet().retainAll(image.keySet());
      OTHERWISE.forEach(here::remove);
      Map<String, String> expected = new TreeMap<>(image);
      OTHERWISE.forEach(expected::remove);
      assertThat(here).as(job).isEqualTo(expected);
      assertThat(spec.path("logConfiguration").path("log4j-console.properties").asText())
          .isEqualTo(Files.readString(Path.of("docker", "flink", "log4j-console.properties")));
      assertThat(spec.path("image").asText()).isEqualTo("seine:" + Versions.seine());
      String[] flink = Versions.property("flink.version").split("\\.");
      assertThat(spec.path("flinkVersion").asText()).isEqualTo("v" + flink[0] + "_" + flink[1]);
    }
  }

  private static Configuration configuration(JsonNode spec) {
    Configuration configuration = new Configuration();
    spec.path("flinkConfiguration")
        .properties()
        .forEach(entry -> configuration.setString(entry.getKey(), entry.getValue().asText()));
    return configuration;
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "production"})
  void flinkCanDivideTheMemoryOfEachProcess(String overlay) throws Exception {
    for (JsonNode deployment : Overlay.render(overlay).all("FlinkDeployment")) {
      JsonNode spec = deployment.path("spec");
      Configuration configuration = configuration(spec);
      configuration.set(TaskManagerOptions.TOTAL_PROCESS_MEMORY, memory(spec.path("taskManager")));
      TaskExecutorProcessSpec taskManager =
          TaskExecutorProcessUtils.processSpecFromConfig(configuration);
      assertThat(taskManager.getTaskHeapSize()).isGreaterThan(MemorySize.ofMebiBytes(512));
      configuration.set(JobManagerOptions.TOTAL_PROCESS_MEMORY, memory(spec.path("jobManager")));
      assertThat(JobManagerProcessUtils.processSpecFromConfig(configuration).getJvmHeapMemorySize())
          .isEqualTo(MemorySize.ofMebiBytes(448));
    }
  }

  private static MemorySize memory(JsonNode process) {
    return MemorySize.parse(process.path("resource").path("memory").asText());
  }

  @Test
  void theArithmeticOfTheCommentsIsFlinks() throws Exception {
    for (Path file :
        List.of(
            Path.of("docker", "flink", "config.yaml"),
            Path.of("k8s", "base", "index-documents.yaml"),
            Path.of("k8s", "overlays", "dev", "flink.yaml"))) {
      Matcher heap =
          Pattern.compile(
                  "(?i)heap (\\d+)((?:(?: models| framework| network| managed| metaspace| overhead)?[\\s#]+- \\d+)+)[ a-z]*[\\s#]+= (\\d+) MB")
              .matcher(Files.readString(file).replace(" off-heap", ""));
      int found = 0;
      while (heap.find()) {
        long rest = Long.parseLong(heap.group(1));
        Matcher part = Pattern.compile("- (\\d+)").matcher(heap.group(2));
        while (part.find()) {
          rest -= Long.parseLong(part.group(1));
        }
        assertThat(rest).as(file + ": " + heap.group()).isEqualTo(Long.parseLong(heap.group(3)));
        found++;
      }
      assertThat(found).as(file.toString()).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "production"})
  void jobsAreGivenTheSettingsOfTheProject(String overlay) throws Exception {
    Overlay rendered = Overlay.render(overlay);
    for (String job : List.of(PrepareIndex.NAME, IndexDocuments.NAME, RankQueries.NAME)) {
      JsonNode settings = rendered.hashed("ConfigMap", job + "-settings");
      assertThat(settings.path("data").path("job.properties").asText())
          .isEqualTo(Files.readString(Path.of("jobs", job, "job.properties")));
      String mounted = "/opt/flink/jobs/" + job;
      String kind = job.equals(PrepareIndex.NAME) ? "Job" : "FlinkDeployment";
      JsonNode spec = rendered.resource(kind, job).path("spec");
      JsonNode pod =
          kind.equals("Job")
              ? spec.path("template").path("spec")
              : spec.path("jobManager").path("podTemplate").path("spec");
      assertThat(pod.findValues("mountPath").toString()).contains("\"" + mounted + "\"");
      assertThat(pod.path("volumes").toString())
          .contains("\"" + settings.path("metadata").path("name").asText() + "\"");
      if (kind.equals("FlinkDeployment")) {
        assertThat(spec.path("job").path("args").toString())
            .isEqualTo("[\"--properties\",\"" + mounted + "/job.properties\"]");
        assertThat(Class.forName(spec.path("job").path("entryClass").asText()))
            .isIn(IndexDocuments.class, RankQueries.class);
      }
    }
    JsonNode environment = rendered.hashed("ConfigMap", "seine-environment");
    List<String> names = new ArrayList<>();
    environment.path("data").fieldNames().forEachRemaining(names::add);
    JobSettings.requireKnown(overlay, names);
    assertThat(rendered.yaml()).doesNotContain("name: seine-environment\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "production"})
  void podsFitTheRestrictedStandard(String overlay) throws Exception {
    Overlay rendered = Overlay.render(overlay);
    assertThat(rendered.all("Namespace").get(0).path("metadata").path("labels").toString())
        .contains("\"pod-security.kubernetes.io/enforce\":\"restricted\"");
    List<JsonNode> pods = new ArrayList<>();
    rendered
        .all("FlinkDeployment")
        .forEach(job -> pods.add(job.path("spec").path("podTemplate").path("spec")));
    rendered.all("Job").forEach(job -> pods.add(job.path("spec").path("template").path("spec")));
    assertThat(pods).hasSize(3);
    for (JsonNode pod : pods) {
      assertThat(pod.path("securityContext").toString())
          .contains(
              "\"runAsNonRoot\":true",
              "\"runAsUser\":9999",
              "\"seccompProfile\":{\"type\":\"RuntimeDefault\"}");
      for (JsonNode container : pod.path("containers")) {
        assertThat(container.path("securityContext").toString())
            .contains(
                "\"allowPrivilegeEscalation\":false",
                "\"readOnlyRootFilesystem\":true",
                "\"capabilities\":{\"drop\":[\"ALL\"]}");
        // A file system that is read-only needs a place to write.
        assertThat(container.path("volumeMounts").toString()).contains("\"mountPath\":\"/tmp\"");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "production"})
  void stateIsOnObjectStorageAndEachJobsOwn(String overlay) throws Exception {
    Overlay rendered = Overlay.render(overlay);
    for (String job : JOBS) {
      JsonNode configuration =
          rendered.resource("FlinkDeployment", job).path("spec").path("flinkConfiguration");
      for (String key :
          List.of(
              "execution.checkpointing.dir",
              "execution.checkpointing.savepoint-dir",
              "high-availability.storageDir")) {
        assertThat(configuration.path(key).asText())
            .as(key)
            .matches("s3://[a-z-]+/" + job + "/\\w+");
      }
      assertThat(configuration.path("high-availability.type").asText()).isEqualTo("kubernetes");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "production"})
  void secretsAreReferredToAndNeverGiven(String overlay) throws Exception {
    Overlay rendered = Overlay.render(overlay);
    assertThat(rendered.all("Secret")).isEmpty();
    String environment = rendered.hashed("ConfigMap", "seine-environment").path("data").toString();
    assertThat(environment)
        .doesNotContainPattern("(?i)password\\W*[:=](?!\\W*\\$\\{env:)")
        .doesNotContainPattern("(?i)(secret|access)[_.-]?key");
    // Each variable that a setting refers to is one that the pods have.
    Matcher reference = Pattern.compile("\\$\\{env:(\\w+)}").matcher(environment);
    while (reference.find()) {
      for (JsonNode job : rendered.all("FlinkDeployment")) {
        assertThat(job.path("spec").path("podTemplate").findValues("env").toString())
            .contains("\"name\":\"" + reference.group(1) + "\",\"valueFrom\":{\"secretKeyRef\"");
      }
    }
  }

  @Test
  void productionScalesAndIsScraped() throws Exception {
    Overlay production = Overlay.render("production");
    JsonNode monitor = production.resource("PodMonitor", "seine").path("spec");
    for (JsonNode job : production.all("FlinkDeployment")) {
      JsonNode spec = job.path("spec");
      assertThat(spec.path("flinkConfiguration").path("job.autoscaler.enabled").asText())
          .isEqualTo("true");
      assertThat(spec.path("jobManager").path("replicas").asInt()).isEqualTo(2);
      JsonNode template = spec.path("podTemplate");
      monitor
          .path("selector")
          .path("matchLabels")
          .properties()
          .forEach(
              label ->
                  assertThat(template.path("metadata").path("labels").path(label.getKey()))
                      .isEqualTo(label.getValue()));
      assertThat(template.findValues("containerPort").toString()).isEqualTo("[9249]");
      assertThat(monitor.path("podMetricsEndpoints").path(0).path("port").asText())
          .isEqualTo("metrics");
    }
  }
}
