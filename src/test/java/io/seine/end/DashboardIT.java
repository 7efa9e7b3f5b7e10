package io.seine.end;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.seine.message.RankedResult;
import io.seine.watch.WatchFiles;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The dashboard and the alerts on a running Seine, by a real Prometheus: whatever they ask for is
 * there.
 */
class DashboardIT {
  private static final Pattern SELECTOR = Pattern.compile("(flink_\\w+|up\\b)(\\{[^}]*})?");
  private static final Pattern COMPARISON = Pattern.compile("(==|>)(\\s+[0-9.]+)");

  @TempDir private static Path dir;
  private static PrometheusServer prometheus;

  @BeforeAll
  static void watch() throws Exception {
    assumeTrue(
        PrometheusServer.isInstalled(),
        "prometheus is not installed (Debian: apt install prometheus)");
    SeineUnderTest seine = SeineUnderTest.get();
    // Before the traffic, so that there is something to see it grow from.
    prometheus =
        PrometheusServer.start(
            dir, URI.create(seine.seine().cluster().metricsUrl()), WatchFiles.RULES);
    seine.publish(
        "documents", "dash-1", "{\"text\": \"A dial.\", \"metadata\": {\"test\": \"dash\"}}");
    seine.deadLetter(seine.publish("documents", "dash-2", "{\"text\": 5}"));
    seine.askUntil(
        "dash",
        "{\"text\": \"dial\", \"filter\": {\"test\": \"dash\"}, \"deadline_ms\": 60000}",
        result -> result.status() == RankedResult.Status.RANKED && !result.hits().isEmpty());
    seine.publish("queries", "dash-bad", "{\"text\": 5}");
    seine.result("dash-bad");
  }

  @AfterAll
  static void stop() throws Exception {
    if (prometheus != null) {
      prometheus.close();
    }
  }

  @Test
  void everyPanelShowsSomething() throws Exception {
    Map<String, String> expressions = new LinkedHashMap<>();
    WatchFiles.panelExpressions()
        .forEach(
            (panel, expression) ->
                expressions.put(panel, expression.replace("$__rate_interval", "1m")));
    assertThat(expressions).isNotEmpty();
    assertThat(withoutData(expressions)).as("panels without data").isEmpty();
  }

  @Test
  void everyAlertHasSomethingToJudge() throws Exception {
    Map<String, String> expressions = new LinkedHashMap<>();
    WatchFiles.alertExpressions()
        .forEach(
            (alert, expression) -> {
              String judged = COMPARISON.matcher(expression).replaceAll("$1 bool$2");
              assertThat(judged).as(alert).contains("bool");
              expressions.put(alert, judged);
            });
    assertThat(withoutData(expressions)).as("alerts without data").isEmpty();
    for (JsonNode rule : prometheus.rules()) {
      assertThat(rule.path("health").asText())
          .as(rule.path("name") + " " + rule.path("lastError"))
          .isIn("ok", "unknown");
    }
  }

  /** An expression such as "x or vector(0)" has data even where there is no x. */
  @Test
  void everySeriesThatTheyNameIsThere() throws Exception {
    Set<String> selectors = new TreeSet<>();
    for (String expression : WatchFiles.panelExpressions().values()) {
      selectors.addAll(selectors(expression));
    }
    for (String expression : WatchFiles.alertExpressions().values()) {
      selectors.addAll(selectors(expression));
    }
    assertThat(selectors).hasSizeGreaterThan(20);
    assertThat(withoutData(selectors.stream().collect(Collectors.toMap(s -> s, s -> s))))
        .as("series that are not there")
        .isEmpty();
  }

  private static Set<String> selectors(String expression) {
    return SELECTOR
        .matcher(expression)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toSet());
  }

  /** Of these expressions those that give no number, though Prometheus has had time to see some. */
  private static Map<String, String> withoutData(Map<String, String> expressions) throws Exception {
    Map<String, String> empty = new TreeMap<>(expressions);
    long giveUpAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!empty.isEmpty() && System.nanoTime() < giveUpAt) {
      for (Map.Entry<String, String> entry : Map.copyOf(empty).entrySet()) {
        for (JsonNode series : prometheus.query(entry.getValue())) {
          if (!series.path("value").path(1).asText().equals("NaN")) {
            empty.remove(entry.getKey());
          }
        }
      }
    }
    return empty;
  }
}
