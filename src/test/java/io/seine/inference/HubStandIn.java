package io.seine.inference;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A Hugging Face hub with one model, and beside it the host from which it serves large files. */
final class HubStandIn implements AutoCloseable {
  static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  /** Requests as "path token", in the order they came. */
  final List<String> requests = new CopyOnWriteArrayList<>();

  final List<String> requestsToOtherHost = new CopyOnWriteArrayList<>();

  private final Map<String, byte[]> files = new TreeMap<>();
  private final Map<String, byte[]> served = new TreeMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean cutOff;
  private volatile boolean stalls;
  private final HttpServer hub = server();
  private final HttpServer otherHost = server();

  HubStandIn() throws IOException {
    hub.createContext("/", this::answer);
    otherHost.createContext(
        "/",
        exchange -> {
          record(requestsToOtherHost, exchange);
          byte[] content = served.get(exchange.getRequestURI().getPath().substring(1));
          if (cutOff || stalls) {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, content.length / 2);
            exchange.getResponseBody().flush();
            if (stalls) {
              awaitClosed();
            }
            throw new IOException("the connection ends here");
          }
          send(exchange, content);
        });
    hub.start();
    otherHost.start();
  }

  private static HttpServer server() throws IOException {
    return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  URI endpoint() {
    return URI.create("http://localhost:" + hub.getAddress().getPort());
  }

  void put(String name, byte[] content) {
    files.put(name, content);
    served.put(name, content);
  }

  /** From now on something else comes than what the API lists. */
  void corrupt(String name, byte[] content) {
    served.put(name, content);
  }

  /** From now on connections end in the middle of a large file. */
  void cutOff() {
    cutOff = true;
  }

  /** From now on nothing comes of the second half of a large file. */
  void stall() {
    stalls = true;
  }

  private void awaitClosed() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    record(requests, exchange);
    String path = exchange.getRequestURI().getPath();
    String files = "/owner/tiny/resolve/" + COMMIT + "/";
    if (path.equals("/api/models/owner/tiny/revision/main")) {
      send(exchange, listing());
    } else if (path.startsWith(files) && path.endsWith(".onnx")) {
      // Large files lie elsewhere.
      exchange
          .getResponseHeaders()
          .add(
              "Location",
              "http://localhost:"
                  + otherHost.getAddress().getPort()
                  + "/"
                  + path.substring(files.length()));
      exchange.sendResponseHeaders(302, -1);
      exchange.close();
    } else if (path.startsWith(files)) {
      // Small ones are a redirect away on the same host.
      exchange.getResponseHeaders().add("Location", "/small/" + path.substring(files.length()));
      exchange.sendResponseHeaders(307, -1);
      exchange.close();
    } else if (path.startsWith("/small/")) {
      send(exchange, served.get(path.substring("/small/".length())));
    } else {
      exchange.sendResponseHeaders(404, -1);
      exchange.close();
    }
  }

  private byte[] listing() throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode listing = json.createObjectNode().put("sha", COMMIT);
    ArrayNode siblings = listing.putArray("siblings");
    files.forEach(
        (name, content) -> {
          ObjectNode file =
              siblings
                  .addObject()
                  .put("rfilename", name)
                  .put("size", content.length)
                  .put("blobId", blobId(content));
          if (name.endsWith(".onnx")) {
            MessageDigest digest = Sha256.digest("SHA-256");
            digest.update(content);
            file.putObject("lfs").put("sha256", Sha256.hex(digest)).put("size", content.length);
          }
        });
    return json.writeValueAsBytes(listing);
  }

  private static String blobId(byte[] content) {
    MessageDigest digest = Sha256.digest("SHA-1");
    digest.update(("blob " + content.length + "\0").getBytes(StandardCharsets.UTF_8));
    digest.update(content);
    return Sha256.hex(digest);
  }

  private static void record(List<String> requests, HttpExchange exchange) {
    requests.add(
        exchange.getRequestURI().getPath()
            + " "
            + exchange.getRequestHeaders().getFirst("Authorization"));
  }

  private static void send(HttpExchange exchange, byte[] content) throws IOException {
    exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
    exchange.getResponseBody().write(content);
    exchange.close();
  }

  @Override
  public void close() {
    closed.countDown();
    hub.stop(0);
    otherHost.stop(0);
  }
}
