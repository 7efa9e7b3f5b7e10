package io.seine.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.MemorySize;

/** docker/compose.yaml, read by the library with which Docker reads it. */
record ComposeFile(JsonNode project) {
  static final Path FILE = Path.of("docker", "compose.yaml");

  /** A service, as the file has it. */
  record Service(String name, JsonNode json) {
    String image() {
      return json.path("image").asText();
    }

    List<String> command() {
      return texts(json.path("command"));
    }

    Map<String, String> environment() {
      Map<String, String> environment = new LinkedHashMap<>();
      json.path("environment")
          .properties()
          .forEach(entry -> environment.put(entry.getKey(), entry.getValue().asText()));
      return environment;
    }

    /** The command that says whether it is well; empty where the image's own does. */
    List<String> healthCheck() {
      List<String> test = texts(json.path("healthcheck").path("test"));
      if (test.isEmpty()) {
        return test;
      }
      return test.get(0).equals("CMD-SHELL")
          ? List.of("sh", "-c", test.get(1))
          : test.subList(1, test.size());
    }

    MemorySize memoryLimit() {
      return MemorySize.parse(json.path("mem_limit").asText());
    }

    /** Whether it ends by itself. */
    boolean isOneShot() {
      return !json.has("restart");
    }

    /** What has to be there before it, and how: by service. */
    Map<String, String> dependencies() {
      Map<String, String> dependencies = new LinkedHashMap<>();
      json.path("depends_on")
          .properties()
          .forEach(
              entry ->
                  dependencies.put(entry.getKey(), entry.getValue().path("condition").asText()));
      return dependencies;
    }

    private static List<String> texts(JsonNode array) {
      List<String> texts = new ArrayList<>();
      array.forEach(text -> texts.add(text.asText()));
      return texts;
    }
  }

  static ComposeFile read() throws Exception {
    return read(Map.of());
  }

  /** With values for variables that the file refers to as {@code ${NAME-}}. */
  static ComposeFile read(Map<String, String> variables) throws Exception {
    Path reader = Tools.require("bin/compose-spec");
    // Put in here, since this reader, unlike Docker, leaves the environment out.
    String text = Files.readString(FILE);
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      text = text.replace("${" + variable.getKey() + "-}", variable.getValue());
    }
    // Paths in the file are relative to its folder.
    List<String> command =
        List.of("env", "-C", "docker", reader.toString(), "-format", "json", "-");
    Tools.Outcome outcome = Tools.run(command, text, Map.of());
    if (outcome.status() != 0) {
      throw new IllegalStateException(outcome.output());
    }
    return new ComposeFile(new ObjectMapper().readTree(outcome.output()));
  }

  Service service(String name) {
    JsonNode service = project.path("services").path(name);
    if (service.isMissingNode()) {
      throw new IllegalArgumentException("There is no service " + name);
    }
    return new Service(name, service);
  }

  List<Service> services() {
    List<Service> services = new ArrayList<>();
    project
        .path("services")
        .properties()
        .forEach(entry -> services.add(new Service(entry.getKey(), entry.getValue())));
    return services;
  }

  /** The topics that the service of this name creates, with their partitions. */
  Map<String, Integer> topics() {
    Map<String, Integer> topics = new LinkedHashMap<>();
    for (String topic : service("topics").environment().get("TOPICS").split(" ")) {
      String[] nameAndPartitions = topic.split(":");
      topics.put(nameAndPartitions[0], Integer.valueOf(nameAndPartitions[1]));
    }
    return topics;
  }
}
