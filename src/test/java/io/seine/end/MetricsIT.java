package io.seine.end;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.end.Scrape.Sample;
import io.seine.message.RankedResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What operators watch: the metrics of both jobs, as Flink's Prometheus reporter gives them. */
class MetricsIT {
  private static final String PREFIX = "flink_taskmanager_job_task_operator_seine_";

  private static Scrape scrape;

  @BeforeAll
  static void traffic() throws Exception {
    SeineUnderTest seine = SeineUnderTest.get();
    seine.publish(
        "documents",
        "metrics-1",
        "{\"text\": \"A meter.\", \"metadata\": {\"test\": \"metrics\"}}");
    seine.deadLetter(seine.publish("documents", "metrics-2", "{\"text\": 5}"));
    seine.askUntil(
        "metrics",
        "{\"text\": \"meter\", \"filter\": {\"test\": \"metrics\"}, \"deadline_ms\": 60000}",
        result -> result.status() == RankedResult.Status.RANKED && !result.hits().isEmpty());
    seine.publish("queries", "metrics-bad", "{\"text\": 5}");
    seine.result("metrics-bad");
    scrape = Scrape.of(seine.seine().cluster().metricsUrl());
  }

  @Test
  void stagesCountAndTimeWhatTheyDo() {
    for (String stage :
        List.of(
            "decode-documents",
            "split-documents",
            "embed-documents",
            "write-documents",
            "decode-queries",
            "embed-queries",
            "retrieve-candidates",
            "rerank-candidates")) {
      assertThat(value("records_in_total", stage)).as(stage).isPositive();
      assertThat(value("records_out_total", stage)).as(stage).isPositive();
      assertThat(value("latency_seconds_count", stage)).as(stage).isPositive();
      // A minute would be another unit.
      assertThat(value("latency_seconds", stage, "quantile", "0.99")).isPositive().isLessThan(60);
      assertThat(value("capacity_used_ratio", stage)).as(stage).isBetween(0.0, 1.0);
    }
  }

  @Test
  void whatBecameOfRecordsIsCounted() {
    assertThat(value("documents_by_result_total", "write-documents", "result", "applied"))
        .isPositive();
    assertThat(
            value("dead_letters_by_code_total", "decode-documents-outcomes", "code", "wrong-type"))
        .isPositive();
    assertThat(value("results_by_status_total", "rerank-candidates", "status", "ranked"))
        .isPositive();
    assertThat(value("results_by_status_total", "failed-answers", "status", "failed")).isPositive();
    assertThat(value("pairs_total", "rerank-candidates")).isPositive();
    assertThat(value("answer_seconds", "rerank-candidates", "quantile", "0.5"))
        .isPositive()
        .isLessThan(60);
    assertThat(value("document_delay_seconds", "write-documents", "quantile", "0.5")).isPositive();
  }

  @Test
  void whatTheModelsDoIsCounted() {
    for (String stage : List.of("embed-documents", "embed-queries", "rerank-candidates")) {
      double runs = value("model_runs_by_model_total", stage);
      assertThat(runs).as(stage).isPositive();
      assertThat(value("model_tokens_by_model_total", stage)).as(stage).isGreaterThan(runs);
      // A run takes 0.1 ms at least.
      assertThat(value("model_seconds_by_model_total", stage)).isGreaterThan(runs / 1e4);
      assertThat(value("inference_cores", stage))
          .isEqualTo(Runtime.getRuntime().availableProcessors());
    }
  }

  @Test
  void theTableInTheDocsIsWhatThereIs() throws Exception {
    Map<String, String> documented = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("docs", "metrics.md"))) {
      List<String> cells =
          Arrays.stream(line.split("\\|")).map(String::strip).map(c -> c.replace("`", "")).toList();
      if (cells.size() > 5 && cells.get(1).matches("[a-z_]+") && !cells.get(1).equals("metric")) {
        documented.put(cells.get(1), row(cells.get(2), cells.get(4), cells.get(5)));
      }
    }

    Map<String, String> exposed = new TreeMap<>();
    for (String name : scrape.types().keySet()) {
      if (name.startsWith(PREFIX)) {
        String shortName = name.substring(PREFIX.length());
        List<Sample> samples =
            scrape.samples().stream().filter(s -> s.name().equals(name)).toList();
        exposed.put(shortName, row(type(name), label(samples), operators(samples)));
      }
    }
    assertThat(exposed).isEqualTo(documented);
  }

  private static String row(String type, String label, String operators) {
    return type + ", label " + label + ", of " + operators;
  }

  /** Flink's reporter calls a gauge what is a counter. */
  private static String type(String name) {
    return name.endsWith("_total") ? "counter" : scrape.types().get(name);
  }

  private static final Set<String> FLINKS_LABELS =
      Set.of(
          "host",
          "job_id",
          "job_name",
          "operator_id",
          "operator_name",
          "quantile",
          "subtask_index",
          "task_attempt_id",
          "task_attempt_num",
          "task_id",
          "task_name",
          "tm_id");

  private static String label(List<Sample> samples) {
    Set<String> labels = new TreeSet<>();
    samples.forEach(sample -> labels.addAll(sample.labels().keySet()));
    labels.removeAll(FLINKS_LABELS);
    return String.join(", ", labels);
  }

  private static String operators(List<Sample> samples) {
    TreeSet<String> operators =
        samples.stream()
            .map(sample -> sample.labels().get("operator_name"))
            .collect(toCollection(TreeSet::new));
    List<String> stages = new ArrayList<>(operators);
    if (operators.size() == 8) {
      return operators.stream().allMatch(o -> o.endsWith("-outcomes"))
          ? "every stage's outcomes"
          : "every stage";
    }
    return String.join(", ", stages);
  }

  private static double value(String metric, String operator) {
    List<Sample> samples = scrape.of(PREFIX + metric, "operator_name", operator);
    assertThat(samples).as(metric + " of " + operator).hasSize(1);
    return samples.get(0).value();
  }

  private static double value(String metric, String operator, String label, String value) {
    List<Sample> samples =
        scrape.of(PREFIX + metric, "operator_name", operator).stream()
            .filter(sample -> value.equals(sample.labels().get(label)))
            .toList();
    assertThat(samples).as(metric + " of " + operator + ", " + label + " " + value).hasSize(1);
    return samples.get(0).value();
  }
}
