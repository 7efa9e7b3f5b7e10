package io.seine.stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/** Takes the place of an OpenTelemetry collector: keeps the spans that are sent to it by HTTP. */
public final class OtlpStandIn implements AutoCloseable {
  /**
   * A span as it was sent.
   *
   * @param parent empty for a root
   * @param attributes as text
   */
  public record Sent(
      String service,
      String name,
      String trace,
      String id,
      String parent,
      Span.SpanKind kind,
      boolean isError,
      Map<String, String> attributes) {}

  private final HttpServer server;

  // Guarded by this.
  private final List<Sent> spans = new ArrayList<>();

  public OtlpStandIn() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  public String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The spans that came until now. */
  public synchronized List<Sent> spans() {
    return List.copyOf(spans);
  }

  /** The spans of a trace, as soon as they are as many as wanted, or the time is over. */
  public synchronized List<Sent> await(String trace, int count, long millis)
      throws InterruptedException {
    long giveUpAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (true) {
      List<Sent> found = spans.stream().filter(span -> span.trace().equals(trace)).toList();
      long left = TimeUnit.NANOSECONDS.toMillis(giveUpAt - System.nanoTime());
      if (found.size() >= count || left <= 0) {
        return found;
      }
      wait(left);
    }
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean isZipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
      InputStream body = exchange.getRequestBody();
      ExportTraceServiceRequest request =
          ExportTraceServiceRequest.parseFrom(isZipped ? new GZIPInputStream(body) : body);
      keep(request);
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private synchronized void keep(ExportTraceServiceRequest request) {
    HexFormat hex = HexFormat.of();
    for (ResourceSpans resource : request.getResourceSpansList()) {
      String service =
          resource.getResource().getAttributesList().stream()
              .filter(attribute -> attribute.getKey().equals("service.name"))
              .findFirst()
              .orElseThrow()
              .getValue()
              .getStringValue();
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        for (Span span : scope.getSpansList()) {
          Map<String, String> attributes = new TreeMap<>();
          span.getAttributesList().forEach(a -> attributes.put(a.getKey(), text(a.getValue())));
          spans.add(
              new Sent(
                  service,
                  span.getName(),
                  hex.formatHex(span.getTraceId().toByteArray()),
                  hex.formatHex(span.getSpanId().toByteArray()),
                  hex.formatHex(span.getParentSpanId().toByteArray()),
                  span.getKind(),
                  span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR,
                  attributes));
        }
      }
    }
    notifyAll();
  }

  private static String text(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case INT_VALUE -> Long.toString(value.getIntValue());
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      default -> value.toString();
    };
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
