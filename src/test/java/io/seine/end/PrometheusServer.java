package io.seine.end;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A real Prometheus on loopback that scrapes one target every second. */
final class PrometheusServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final String url;

  private PrometheusServer(Process process, int port) {
    this.process = process;
    this.url = "http://127.0.0.1:" + port;
  }

  static boolean isInstalled() throws InterruptedException {
    try {
      return new ProcessBuilder("prometheus", "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Starts it and waits until it has scraped.
   *
   * @param dir of its files
   * @param target whose /metrics it reads
   * @param rules the file of its alerts
   */
  static PrometheusServer start(Path dir, URI target, Path rules) throws Exception {
    Path config = dir.resolve("prometheus.yml");
    Files.writeString(
        config,
        """
        global: {scrape_interval: 1s, evaluation_interval: 1s}
        rule_files: ['%s']
        scrape_configs:
          - job_name: flink
            static_configs: [{targets: ['%s:%d']}]
        """
            .formatted(rules.toAbsolutePath(), target.getHost(), target.getPort()));
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Path log = dir.resolve("prometheus.log");
    Process process =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + dir.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    PrometheusServer server = new PrometheusServer(process, port);
    try {
      server.awaitFirstScrape(log);
      return server;
    } catch (Throwable e) {
      server.close();
      throw e;
    }
  }

  private void awaitFirstScrape(Path log) throws Exception {
    long giveUpAt = System.nanoTime() + PATIENCE_NANOS;
    while (System.nanoTime() < giveUpAt && process.isAlive()) {
      try {
        if (query("up == 1").size() == 1) {
          return;
        }
      } catch (IOException e) {
        // It is not listening yet.
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new AssertionError("Prometheus has scraped nothing: " + Files.readString(log));
  }

  /** What an expression gives now: a list of series. */
  JsonNode query(String expression) throws IOException, InterruptedException {
    return get("/api/v1/query?query=" + URLEncoder.encode(expression, UTF_8)).path("result");
  }

  /** The alerting rules as Prometheus has loaded and evaluated them. */
  JsonNode rules() throws IOException, InterruptedException {
    return get("/api/v1/rules").path("groups").path(0).path("rules");
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(url + path)).build(),
            HttpResponse.BodyHandlers.ofString());
    JsonNode json = JSON.readTree(answer.body());
    if (!json.path("status").asText().equals("success")) {
      throw new IllegalArgumentException(path + ": " + answer.body());
    }
    return json.path("data");
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
