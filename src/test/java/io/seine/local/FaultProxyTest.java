package io.seine.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultProxyTest {
  private static final int REQUESTS = 40;
  private static final String BROKEN = "broken";

  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer server;
  private FaultProxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    proxy = FaultProxy.start("http://127.0.0.1:" + server.getAddress().getPort(), 1);
  }

  @AfterEach
  void stop() {
    proxy.close();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      seen.add(
          "%s %s %s %s"
              .formatted(
                  exchange.getRequestMethod(),
                  exchange.getRequestURI(),
                  exchange.getRequestHeaders().getFirst("Content-Type"),
                  body));
      byte[] answer = ("you said " + body).getBytes(UTF_8);
      exchange.sendResponseHeaders(201, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  /** The status and the body of the answer to a request, or that there was no whole one. */
  private String ask(String body) throws InterruptedException {
    try {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create(proxy.url() + "/a%20b/_search?x=1"))
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.ofString());
      return response.statusCode() + " " + response.body();
    } catch (IOException e) {
      return BROKEN;
    }
  }

  @Test
  void passesRequestsAndAnswersOnAsTheyAre() throws Exception {
    assertThat(ask("hello")).isEqualTo("201 you said hello");
    assertThat(seen).containsExactly("POST /a%20b/_search?x=1 application/json hello");
  }

  @ParameterizedTest
  @CsvSource({
    "TOO_MANY_REQUESTS, 429, false",
    "UNAVAILABLE, 503, false",
    "CUT_BEFORE, broken, false",
    "CUT_AFTER, broken, true"
  })
  void harmsHalfOfTheRequestsUntilItIsCalmed(ProxyFault fault, String sign, boolean arrives)
      throws Exception {
    proxy.harm(fault);
    int harmed = 0;
    for (int i = 0; i < REQUESTS; i++) {
      String answer = ask("hello");
      if (answer.startsWith(sign)) {
        harmed++;
      } else {
        assertThat(answer).isEqualTo("201 you said hello");
      }
    }
    assertThat(harmed).isBetween(REQUESTS / 5, REQUESTS * 4 / 5);
    assertThat(proxy.harmed(fault)).isEqualTo(harmed);
    assertThat(seen).hasSize(arrives ? REQUESTS : REQUESTS - harmed);

    proxy.calm();
    for (int i = 0; i < REQUESTS; i++) {
      assertThat(ask("again")).isEqualTo("201 you said again");
    }
  }

  @Test
  void aServerThatIsDownIsABrokenConnection() throws Exception {
    server.stop(0);
    assertThat(ask("hello")).isEqualTo(BROKEN);
  }
}
