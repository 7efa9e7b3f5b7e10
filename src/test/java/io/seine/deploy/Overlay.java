package io.seine.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An overlay of k8s/, as kustomize renders it.
 *
 * @param resources each with its kind and its name
 */
record Overlay(String name, String yaml, List<JsonNode> resources) {

  private static final Map<String, Overlay> RENDERED = new ConcurrentHashMap<>();

  /** Renders it, once for all tests. */
  static Overlay render(String name) throws Exception {
    Overlay rendered = RENDERED.get(name);
    if (rendered == null) {
      rendered = renderAnew(name);
      RENDERED.put(name, rendered);
    }
    return rendered;
  }

  private static Overlay renderAnew(String name) throws Exception {
    List<String> command = new ArrayList<>(Tools.kustomize());
    command.add(Path.of("k8s", "overlays", name).toString());
    Tools.Outcome outcome = Tools.run(command);
    if (outcome.status() != 0) {
      throw new IllegalStateException(outcome.output());
    }
    YAMLMapper yaml = new YAMLMapper();
    List<JsonNode> resources =
        yaml.readerFor(JsonNode.class).<JsonNode>readValues(outcome.output()).readAll();
    return new Overlay(name, outcome.output(), resources);
  }

  List<JsonNode> all(String kind) {
    return resources.stream()
        .filter(resource -> resource.path("kind").asText().equals(kind))
        .toList();
  }

  JsonNode resource(String kind, String name) {
    return all(kind).stream()
        .filter(resource -> resource.path("metadata").path("name").asText().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("There is no " + kind + " " + name));
  }

  /** The one of the kind whose name begins so, since kustomize adds a hash of what is in it. */
  JsonNode hashed(String kind, String prefix) {
    return all(kind).stream()
        .filter(
            resource ->
                resource.path("metadata").path("name").asText().matches(prefix + "-[a-z0-9]{10}"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("There is no " + kind + " " + prefix));
  }
}
