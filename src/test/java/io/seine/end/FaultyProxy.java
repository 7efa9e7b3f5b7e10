package io.seine.end;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands before OpenSearch and fails now and then: before the request reached it, after it was done
 * and only the answer is lost, or for half of the items of a bulk.
 */
final class FaultyProxy implements AutoCloseable {
  private final String target;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client = HttpClient.newHttpClient();

  // Guarded by this.
  private Random random = new Random(0);
  private double share;

  FaultyProxy(String target) throws IOException {
    this.target = target;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /**
   * @param failing the part of the requests that fail, in 0–1
   */
  synchronized void fails(long seed, double failing) {
    random = new Random(seed);
    share = failing;
  }

  private synchronized int fault() {
    return random.nextDouble() < share ? random.nextInt(4) : -1;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      switch (fault()) {
        case 0 -> send(exchange, 503, "{}".getBytes(StandardCharsets.UTF_8));
        case 1 -> {
          forward(exchange, body);
          // The connection ends without a word.
        }
        case 2 -> {
          HttpResponse<byte[]> answer = forward(exchange, body);
          exchange.sendResponseHeaders(answer.statusCode(), answer.body().length + 1L);
          exchange.getResponseBody().write(answer.body());
          exchange.getResponseBody().flush();
        }
        case 3 -> half(exchange, body);
        default -> {
          HttpResponse<byte[]> answer = forward(exchange, body);
          send(exchange, answer.statusCode(), answer.body());
        }
      }
    }
  }

  /** Does every other item of a bulk, and has no room for the others. */
  private void half(HttpExchange exchange, byte[] body) throws IOException {
    String[] lines = new String(body, StandardCharsets.UTF_8).split("\n");
    StringBuilder done = new StringBuilder();
    for (int i = 0; i < lines.length; i += 4) {
      done.append(lines[i]).append('\n').append(lines[i + 1]).append('\n');
    }
    String answer =
        new String(
            forward(exchange, done.toString().getBytes(StandardCharsets.UTF_8)).body(),
            StandardCharsets.UTF_8);
    List<String> items = new ArrayList<>();
    JsonNode json = new ObjectMapper().readTree(answer);
    for (JsonNode item : json.path("items")) {
      items.add(item.toString());
      if (items.size() * 2 < lines.length) {
        items.add(
            "{\"index\":{\"status\":429,\"error\":{\"type\":\"rejected_execution_exception\"}}}");
      }
    }
    send(
        exchange,
        200,
        ("{\"errors\":true,\"items\":[" + String.join(",", items) + "]}")
            .getBytes(StandardCharsets.UTF_8));
  }

  private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) throws IOException {
    try {
      return client.send(
          HttpRequest.newBuilder(URI.create(target + exchange.getRequestURI()))
              .header("Content-Type", "application/x-ndjson")
              .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body))
              .build(),
          HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
