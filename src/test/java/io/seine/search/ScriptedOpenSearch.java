package io.seine.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A server that answers as it is told, for what OpenSearch itself cannot be made to say. */
final class ScriptedOpenSearch implements AutoCloseable {
  private static final Pattern ID = Pattern.compile("\"_id\":\"([^\"]*)\"");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);

  // Guarded by this.
  private final Deque<Reply> replies = new ArrayDeque<>();
  private final List<Request> requests = new ArrayList<>();

  /**
   * A request as it came.
   *
   * @param parameters of its address, as they stand there
   */
  record Request(String path, String parameters, String body) {
    /** The ids of the changes of a bulk request, in their order. */
    List<String> ids() {
      return ID.matcher(body).results().map(found -> found.group(1)).toList();
    }
  }

  /** How a request is answered. */
  interface Reply {
    void to(HttpExchange exchange, Request request) throws IOException;
  }

  ScriptedOpenSearch() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    Request request =
        new Request(
            exchange.getRequestURI().getPath(),
            String.valueOf(exchange.getRequestURI().getQuery()),
            new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    Reply reply;
    synchronized (this) {
      requests.add(request);
      // The last reply is for all that follow.
      reply = replies.size() > 1 ? replies.remove() : replies.element();
    }
    try (exchange) {
      reply.to(exchange, request);
    }
  }

  /** The answers to come, in their order; the last of them again and again. */
  synchronized ScriptedOpenSearch answers(Reply... next) {
    replies.clear();
    replies.addAll(Arrays.asList(next));
    return this;
  }

  synchronized List<Request> requests() {
    return List.copyOf(requests);
  }

  static Reply status(int status, String body) {
    return (exchange, request) -> send(exchange, status, body);
  }

  /** An error as OpenSearch words it. */
  static Reply error(int status, String type) {
    return status(status, errorBody(status, type));
  }

  private static String errorBody(int status, String type) {
    return "{\"error\":{\"root_cause\":[{\"type\":\"%1$s\",\"reason\":\"because of %1$s\"}],\"type\":\"%1$s\",\"reason\":\"because of %1$s\"},\"status\":%2$d}"
        .formatted(type, status);
  }

  /**
   * The answer to a bulk request: an item for each, as a status and an error's type after a space.
   */
  static Reply bulk(String... items) {
    return (exchange, request) -> send(exchange, 200, bulkBody(List.of(items)));
  }

  /** Every item of a bulk request is written. */
  static Reply written() {
    return (exchange, request) ->
        send(exchange, 200, bulkBody(request.ids().stream().map(id -> "201").toList()));
  }

  private static String bulkBody(List<String> items) {
    return items.stream()
        .map(
            item -> {
              String[] parts = item.split(" ", 2);
              String error =
                  parts.length == 1
                      ? ""
                      : ",\"error\":{\"type\":\"%1$s\",\"reason\":\"because of %1$s\"}"
                          .formatted(parts[1]);
              return "{\"index\":{\"_id\":\"x\",\"status\":%s%s}}".formatted(parts[0], error);
            })
        .collect(Collectors.joining(",", "{\"errors\":true,\"items\":[", "]}"));
  }

  /** The connection ends in the middle of the answer. */
  static Reply broken() {
    return (exchange, request) -> {
      exchange.sendResponseHeaders(200, 1_000);
      exchange.getResponseBody().write("{\"errors\":false,".getBytes(UTF_8));
      exchange.getResponseBody().flush();
    };
  }

  /** No answer, until this server is closed. */
  Reply silence() {
    return (exchange, request) -> {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  SearchSettings settings(int timeoutMillis) {
    return settings("http://127.0.0.1:" + server.getAddress().getPort(), timeoutMillis);
  }

  static SearchSettings settings(String url, int timeoutMillis) {
    return new SearchSettings(url, "docs", "reader", null, null, null, null, timeoutMillis);
  }

  /** An address where nobody listens. */
  static String nowhere() {
    try (java.net.ServerSocket socket =
        new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "http://127.0.0.1:" + socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
