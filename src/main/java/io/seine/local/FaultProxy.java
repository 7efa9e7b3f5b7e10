package io.seine.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy on loopback in front of one server. It passes requests on, until it is told to harm
 * them: then it harms half of them, chosen at random.
 */
public final class FaultProxy implements AutoCloseable {
  private static final int SOONEST_SLOW_MILLIS = 500;
  private static final int LATEST_SLOW_MILLIS = 8_000;
  private static final Duration SERVER_LIMIT = Duration.ofSeconds(60);
  private static final String REFUSAL =
      "{\"error\":{\"type\":\"rejected_execution_exception\",\"reason\":\"planted by the fault proxy\"},\"status\":%d}";

  static {
    // Else the JDK's server holds every answer back until its head is acknowledged: 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final URI server;
  private final Random random;
  private final HttpServer listener;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "seine-fault-proxy");
            thread.setDaemon(true);
            return thread;
          });
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final Map<ProxyFault, AtomicLong> harmed = new EnumMap<>(ProxyFault.class);
  private volatile @Nullable ProxyFault fault;

  private FaultProxy(URI server, long seed, HttpServer listener) {
    this.server = server;
    this.random = new Random(seed);
    this.listener = listener;
    for (ProxyFault each : ProxyFault.values()) {
      harmed.put(each, new AtomicLong());
    }
  }

  /**
   * Starts a proxy that passes everything on.
   *
   * @param server such as http://127.0.0.1:9200
   * @param seed of the choice of which requests are harmed
   */
  public static FaultProxy start(String server, long seed) {
    try {
      HttpServer listener =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      FaultProxy proxy = new FaultProxy(URI.create(server), seed, listener);
      listener.setExecutor(proxy.threads);
      listener.createContext("/", proxy::handle);
      listener.start();
      return proxy;
    } catch (IOException e) {
      throw new ClusterException("The fault proxy can't be started: " + e.getMessage(), e);
    }
  }

  public String url() {
    return "http://127.0.0.1:" + listener.getAddress().getPort();
  }

  /** Harms half of the requests from now on. */
  public void harm(ProxyFault with) {
    fault = with;
  }

  /** Passes everything on from now on. */
  public void calm() {
    fault = null;
  }

  /** How many requests were harmed in this way. */
  public long harmed(ProxyFault by) {
    AtomicLong count = harmed.get(by);
    return count == null ? 0 : count.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    // Closing an exchange that was not answered in full ends its connection.
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      ProxyFault chosen = choose(exchange);
      if (chosen == null) {
        answer(exchange, forward(exchange, body));
      } else {
        harm(exchange, body, chosen);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable ProxyFault choose(HttpExchange exchange) {
    ProxyFault now = fault;
    boolean fits = now != ProxyFault.SOME_ITEMS_REJECTED || isBulk(exchange);
    return now != null && fits && coin() ? now : null;
  }

  private synchronized boolean coin() {
    return random.nextBoolean();
  }

  private synchronized int slowness() {
    return SOONEST_SLOW_MILLIS + random.nextInt(LATEST_SLOW_MILLIS - SOONEST_SLOW_MILLIS);
  }

  private static boolean isBulk(HttpExchange exchange) {
    return exchange.getRequestURI().getPath().endsWith("/_bulk");
  }

  private void harm(HttpExchange exchange, byte[] body, ProxyFault chosen)
      throws IOException, InterruptedException {
    AtomicLong count = harmed.get(chosen);
    if (count != null) {
      count.incrementAndGet();
    }
    switch (chosen) {
      case TOO_MANY_REQUESTS -> answer(exchange, refusal(429));
      case UNAVAILABLE -> answer(exchange, refusal(503));
      case CUT_BEFORE -> {
        // Nothing is said.
      }
      case CUT_AFTER -> {
        Answer whole = forward(exchange, body);
        exchange.getResponseHeaders().set("Content-Type", whole.type());
        exchange.sendResponseHeaders(whole.status(), Math.max(2, whole.body().length));
        exchange.getResponseBody().write(whole.body(), 0, whole.body().length / 2);
        exchange.getResponseBody().flush();
      }
      case SLOW -> {
        Answer late = forward(exchange, body);
        TimeUnit.MILLISECONDS.sleep(slowness());
        answer(exchange, late);
      }
      case SOME_ITEMS_REJECTED -> {
        BulkRejection rejection = BulkRejection.of(body, item -> coin());
        byte[] rest = rejection.rest();
        Answer inner = rest.length == 0 ? null : forward(exchange, rest);
        if (inner != null && inner.status() != 200) {
          answer(exchange, inner);
          return;
        }
        byte[] joined = rejection.join(inner == null ? null : inner.body());
        answer(exchange, new Answer(200, "application/json", joined));
      }
    }
  }

  private record Answer(int status, String type, byte[] body) {}

  private static Answer refusal(int status) {
    return new Answer(status, "application/json", REFUSAL.formatted(status).getBytes(UTF_8));
  }

  private Answer forward(HttpExchange exchange, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(exchange.getRequestURI()))
            .timeout(SERVER_LIMIT)
            .method(
                exchange.getRequestMethod(),
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (type != null) {
      request.header("Content-Type", type);
    }
    HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
    return new Answer(
        response.statusCode(),
        response.headers().firstValue("Content-Type").orElse("application/json"),
        response.body());
  }

  private static void answer(HttpExchange exchange, Answer answer) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    if (answer.body().length == 0) {
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(answer.status(), answer.body().length);
    exchange.getResponseBody().write(answer.body());
  }

  @Override
  public void close() {
    listener.stop(0);
    threads.shutdownNow();
  }
}
