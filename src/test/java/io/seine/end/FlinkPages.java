package io.seine.end;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Everything that Flink's page shows of a cluster and its jobs, as its REST interface gives it. */
final class FlinkPages {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How many metrics are asked for at once: their names stand in the URL. */
  private static final int METRICS_AT_ONCE = 40;

  private final HttpClient client = HttpClient.newHttpClient();
  private final String url;
  private final Map<String, String> pages = new LinkedHashMap<>();

  private FlinkPages(String url) {
    this.url = url;
  }

  /** The pages' texts by their paths. */
  static Map<String, String> all(String url) throws Exception {
    FlinkPages flink = new FlinkPages(url);
    for (String path : List.of("/config", "/overview", "/jars", "/jobs/overview")) {
      flink.get(path);
    }
    for (String path : List.of("config", "environment", "logs", "thread-dump")) {
      flink.get("/jobmanager/" + path);
    }
    flink.metrics("/jobmanager/metrics");
    for (JsonNode manager : flink.get("/taskmanagers").path("taskmanagers")) {
      String path = "/taskmanagers/" + manager.path("id").asText();
      flink.get(path);
      flink.get(path + "/thread-dump");
      flink.metrics(path + "/metrics");
    }
    for (JsonNode job : flink.get("/jobs").path("jobs")) {
      flink.job("/jobs/" + job.path("id").asText());
    }
    return flink.pages;
  }

  private void job(String job) throws Exception {
    for (String path :
        List.of(
            "/config",
            "/plan",
            "/jobmanager/config",
            "/jobmanager/environment",
            "/exceptions",
            "/checkpoints",
            "/checkpoints/config",
            "/accumulators")) {
      get(job + path);
    }
    metrics(job + "/metrics");
    for (JsonNode vertex : get(job).path("vertices")) {
      String path = job + "/vertices/" + vertex.path("id").asText();
      get(path);
      metrics(path + "/metrics");
    }
  }

  /** Metrics with their values: those that are texts could hold anything. */
  private void metrics(String path) throws Exception {
    List<String> names = new ArrayList<>();
    get(path).forEach(metric -> names.add(metric.path("id").asText()));
    for (int i = 0; i < names.size(); i += METRICS_AT_ONCE) {
      List<String> some = names.subList(i, Math.min(names.size(), i + METRICS_AT_ONCE));
      get(path + "?get=" + URLEncoder.encode(String.join(",", some), UTF_8));
    }
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    String body =
        client
            .send(HttpRequest.newBuilder(URI.create(url + path)).build(), BodyHandlers.ofString())
            .body();
    pages.put(path, body);
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      return JSON.createObjectNode();
    }
  }
}
