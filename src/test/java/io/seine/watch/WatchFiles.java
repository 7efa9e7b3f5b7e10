package io.seine.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The dashboard and the alert rules as they stand in docker/. */
public final class WatchFiles {
  public static final Path RULES = Path.of("docker", "prometheus", "rules", "seine.yml");
  public static final Path PROMETHEUS = Path.of("docker", "prometheus", "prometheus.yml");
  public static final Path DASHBOARD = Path.of("docker", "grafana", "dashboards", "seine.json");

  private WatchFiles() {}

  /** The alerts. */
  public static List<JsonNode> alerts() throws IOException {
    List<JsonNode> alerts = new ArrayList<>();
    for (JsonNode group : new YAMLMapper().readTree(RULES.toFile()).path("groups")) {
      group.path("rules").forEach(alerts::add);
    }
    return alerts;
  }

  /** The dashboard's panels, without the rows that part them. */
  public static List<JsonNode> panels() throws IOException {
    List<JsonNode> panels = new ArrayList<>();
    for (JsonNode panel : new ObjectMapper().readTree(DASHBOARD.toFile()).path("panels")) {
      if (!panel.path("type").asText().equals("row")) {
        panels.add(panel);
      }
    }
    return panels;
  }

  /** The expressions of the dashboard's panels, by "panel: legend". */
  public static Map<String, String> panelExpressions() throws IOException {
    Map<String, String> expressions = new LinkedHashMap<>();
    for (JsonNode panel : panels()) {
      for (JsonNode target : panel.path("targets")) {
        expressions.put(
            panel.path("title").asText() + ": " + target.path("legendFormat").asText(),
            target.path("expr").asText());
      }
    }
    return expressions;
  }

  /** The expressions of the alerts, by their names. */
  public static Map<String, String> alertExpressions() throws IOException {
    Map<String, String> expressions = new LinkedHashMap<>();
    for (JsonNode alert : alerts()) {
      expressions.put(alert.path("alert").asText(), alert.path("expr").asText());
    }
    return expressions;
  }
}
