package io.seine.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The REST interface of a Flink cluster with one job, j1, which answers as it was told to. */
final class ScriptedFlink implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final Map<String, Queue<String>> pages = new ConcurrentHashMap<>();
  private volatile Runnable afterARun = () -> {};
  private final List<JsonNode> runs = new ArrayList<>();

  ScriptedFlink(String name) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    job(name, "RUNNING", 60_000);
    answers("/jobs/j1", "{\"vertices\":[{\"id\":\"v\",\"parallelism\":2}]}");
    answers("/jobs/j1/stop", "{\"request-id\":\"r\"}");
    answers(
        "/jobs/j1/savepoints/r",
        "{\"status\":{\"id\":\"COMPLETED\"},\"operation\":{\"location\":\"file:/my savepoints/1\"}}");
    answers("/jars", "{\"files\":[]}");
    answers("/jars/upload", "{\"filename\":\"/tmp/jobs.jar\"}");
    answers("/jars/jobs.jar/run", "{\"jobid\":\"j1\"}");
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Says how the job is. */
  void job(String name, String state, long ageMillis) {
    answers(
        "/jobs/overview",
        """
        {"jobs": [{"jid": "j1", "name": "%s", "state": "%s", "start-time": 1, "duration": %d,
                   "tasks": {"running": 1, "total": 1}}]}
        """
            .formatted(name, state, ageMillis));
  }

  /** Says what the job tells of its settings. */
  void tells(Map<String, String> parameters) {
    ObjectNode config = JSON.createObjectNode();
    config
        .putObject("execution-config")
        .set("user-config", JSON.valueToTree(new TreeMap<>(parameters)));
    answers("/jobs/j1/config", config.toString());
  }

  /** Says what a page holds: one after the other, and the last for ever. */
  void answers(String path, String... bodies) {
    pages.put(path, new ArrayDeque<>(List.of(bodies)));
  }

  /** Says what changes when a job is started. */
  void answersAfterARun(Runnable change) {
    afterARun = change;
  }

  /** What jobs were started with. */
  List<JsonNode> runs() {
    return runs;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    byte[] asked = exchange.getRequestBody().readAllBytes();
    if (path.endsWith("/run")) {
      runs.add(JSON.readTree(asked));
      afterARun.run();
    }
    if (path.endsWith("/stop") || exchange.getRequestMethod().equals("PATCH")) {
      job("rank-queries", "FINISHED", 60_000);
    }
    byte[] page = page(path).getBytes(UTF_8);
    exchange.sendResponseHeaders(200, page.length);
    exchange.getResponseBody().write(page);
    exchange.close();
  }

  private synchronized String page(String path) {
    Queue<String> bodies = pages.getOrDefault(path, new ArrayDeque<>(List.of("{}")));
    return bodies.size() > 1 ? bodies.remove() : bodies.element();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
