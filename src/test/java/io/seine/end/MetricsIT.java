package io.seine.end;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seine.message.RankedResult;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What operators watch: the metrics of both jobs, as Flink's own interface gives them. */
class MetricsIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static SeineUnderTest seine;

  @BeforeAll
  static void traffic() throws Exception {
    seine = SeineUnderTest.get();
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
  }

  @Test
  void indexDocumentsCountsWhatItDoes() throws Exception {
    Map<String, Double> metrics = metrics(seine.seine().indexDocuments().id());
    for (String stage :
        new String[] {
          "decode-documents", "split-documents", "embed-documents", "write-documents"
        }) {
      assertThat(metrics.get(stage + ".records_in")).as(stage).isPositive();
      assertThat(metrics.get(stage + ".records_out")).as(stage).isPositive();
      assertThat(metrics).containsKeys(stage + ".latency_ms_median", stage + ".latency_ms_p99");
    }
    assertThat(metrics.get("embed-documents.model_runs")).isPositive();
    assertThat(metrics.get("embed-documents.model_tokens")).isPositive();
    assertThat(metrics)
        .containsKeys("embed-documents.model_tokens_per_second", "embed-documents.queue_depth")
        .containsEntry("embed-documents.documents_truncated", 0.0);
    assertThat(metrics.get("write-documents.result.applied.documents")).isPositive();
    assertThat(metrics)
        .containsKeys(
            "write-documents.retries",
            "write-documents.tombstones_removed",
            "write-documents.tombstone_sweeps_failed");
    assertThat(metrics.get("decode-documents-outcomes.code.wrong-type.dead_letters")).isPositive();
  }

  @Test
  void rankQueriesCountsWhatItDoes() throws Exception {
    Map<String, Double> metrics = metrics(seine.seine().rankQueries().id());
    for (String stage :
        new String[] {
          "decode-queries", "embed-queries", "retrieve-candidates", "rerank-candidates"
        }) {
      assertThat(metrics.get(stage + ".records_in")).as(stage).isPositive();
      assertThat(metrics).containsKeys(stage + ".latency_ms_median", stage + ".latency_ms_p99");
    }
    assertThat(metrics.get("rerank-candidates.pairs")).isPositive();
    assertThat(metrics)
        .containsKeys(
            "rerank-candidates.pairs_per_second",
            "rerank-candidates.model_tokens_per_second",
            "rerank-candidates.queue_depth",
            "rerank-candidates.status.partial.results",
            "rerank-candidates.status.unranked.results",
            "rerank-candidates.reading_failures",
            "retrieve-candidates.queue_depth",
            "embed-queries.embedding_failures",
            "retrieve-candidates.retries");
    assertThat(metrics.get("rerank-candidates.status.ranked.results")).isPositive();
    assertThat(metrics.get("failed-answers.status.failed.results")).isPositive();
  }

  /** The metrics of a job's operators, as "operator.metric". */
  private static Map<String, Double> metrics(String job) throws IOException {
    Map<String, Double> metrics = new TreeMap<>();
    for (JsonNode vertex : get("/jobs/" + job).path("vertices")) {
      String path =
          "/jobs/" + job + "/vertices/" + vertex.path("id").asText() + "/subtasks/metrics";
      for (JsonNode metric : get(path)) {
        String name = metric.path("id").asText();
        JsonNode values = get(path + "?agg=max&get=" + name);
        metrics.put(name, values.path(0).path("max").asDouble());
      }
    }
    return metrics;
  }

  private static JsonNode get(String path) throws IOException {
    return JSON.readTree(URI.create(seine.seine().cluster().flink().url() + path).toURL());
  }
}
