package io.seine.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The alerts: that they fire when they should, and that they tell what to do. */
class AlertRulesTest {
  private static final Path SCENARIOS =
      Path.of("src", "test", "resources", "prometheus", "alerts.yml");

  @Test
  void prometheusTakesItsConfigurationWithTheRules() throws Exception {
    assertThat(promtool("check", "config", WatchFiles.PROMETHEUS.toString())).contains("SUCCESS");
  }

  @Test
  void alertsFireWhenAllIsWrongAndOnlyThen() throws Exception {
    assertThat(promtool("test", "rules", SCENARIOS.toString())).contains("SUCCESS");
  }

  @Test
  void everyAlertIsTriedInBothScenarios() throws Exception {
    String scenarios = Files.readString(SCENARIOS);
    for (String alert : WatchFiles.alertExpressions().keySet()) {
      assertThat(scenarios).contains("alertname=\"" + alert + "\"");
    }
  }

  @Test
  void everyAlertSaysWhatItMeansAndWhatToDo() throws Exception {
    String page = Files.readString(Path.of("docs", "watching.md"));
    for (JsonNode alert : WatchFiles.alerts()) {
      String name = alert.path("alert").asText();
      for (String annotation : List.of("summary", "description", "runbook")) {
        assertThat(alert.path("annotations").path(annotation).asText())
            .as(name + " " + annotation)
            .isNotBlank();
      }
      assertThat(alert.path("labels").path("severity").asText()).isIn("warning", "critical");
      assertThat(page).contains("`" + name + "`");
    }
  }

  @Test
  void everyPanelHasADescriptionAndAUnit() throws Exception {
    for (JsonNode panel : WatchFiles.panels()) {
      assertThat(panel.path("description").asText()).as(panel.path("title").asText()).isNotBlank();
      assertThat(panel.path("fieldConfig").path("defaults").path("unit").asText()).isNotBlank();
    }
    assertThat(WatchFiles.panels().stream().map(panel -> panel.path("id").asInt()))
        .doesNotHaveDuplicates();
  }

  private static String promtool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return abort("promtool is not installed (Debian: apt install prometheus)");
    }
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
