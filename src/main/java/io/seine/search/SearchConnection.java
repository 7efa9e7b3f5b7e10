package io.seine.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.opensearch.client.opensearch.generic.Body;
import org.opensearch.client.opensearch.generic.OpenSearchGenericClient;
import org.opensearch.client.opensearch.generic.Requests;
import org.opensearch.client.opensearch.generic.Response;
import org.opensearch.client.transport.OpenSearchTransport;
import org.opensearch.client.transport.httpclient5.ApacheHttpClient5TransportBuilder;
import org.opensearch.client.transport.httpclient5.ResponseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection to OpenSearch: sends requests and tells what their failures mean. Thread-safe. */
public final class SearchConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SearchConnection.class);

  static final ObjectMapper JSON = new ObjectMapper();

  private static final String JSON_TYPE = "application/json";
  private static final String LINES_TYPE = "application/x-ndjson";

  /** How many requests go on at once; more wait for a free connection. */
  private static final int MAX_CONNECTIONS = 64;

  private final SearchSettings settings;
  private final OpenSearchTransport transport;
  private final OpenSearchGenericClient client;

  private SearchConnection(SearchSettings settings, OpenSearchTransport transport) {
    this.settings = settings;
    this.transport = transport;
    this.client = new OpenSearchGenericClient(transport);
  }

  /**
   * Prepares a connection; nothing is sent yet.
   *
   * @throws FatalSearchException when the settings are not of a connection
   */
  public static SearchConnection open(SearchSettings settings) {
    if (settings.user() != null && settings.url().startsWith("http:")) {
      LOG.warn(
          "The password of {} goes to {} in the clear; set an https URL",
          settings.user(),
          settings.url());
    }
    try {
      HttpHost host = HttpHost.create(URI.create(settings.url()));
      SSLContext tls = TlsFiles.context(settings);
      ApacheHttpClient5TransportBuilder builder =
          ApacheHttpClient5TransportBuilder.builder(host)
              .setRequestConfigCallback(
                  request ->
                      request
                          .setResponseTimeout(Timeout.ofMilliseconds(settings.timeoutMillis()))
                          .setConnectionRequestTimeout(
                              settings.timeoutMillis(), TimeUnit.MILLISECONDS))
              .setHttpClientConfigCallback(
                  http -> {
                    http.setConnectionManager(
                        PoolingAsyncClientConnectionManagerBuilder.create()
                            .setMaxConnPerRoute(MAX_CONNECTIONS)
                            .setMaxConnTotal(MAX_CONNECTIONS)
                            .setTlsStrategy(
                                ClientTlsStrategyBuilder.create()
                                    .setSslContext(tls)
                                    // Version 5.6 checks no name unless it is given the checker.
                                    .setHostnameVerifier(HttpsSupport.getDefaultHostnameVerifier())
                                    .buildAsync())
                            .build());
                    if (settings.user() != null && settings.password() != null) {
                      BasicCredentialsProvider credentials = new BasicCredentialsProvider();
                      credentials.setCredentials(
                          new AuthScope(host),
                          new UsernamePasswordCredentials(
                              settings.user(), settings.password().toCharArray()));
                      http.setDefaultCredentialsProvider(credentials);
                    }
                    return http;
                  });
      return new SearchConnection(settings, builder.build());
    } catch (IllegalArgumentException | IOException | GeneralSecurityException e) {
      throw new FatalSearchException(
          "No connection to OpenSearch can be made with these settings (%s): %s"
              .formatted(settings, e.getMessage()));
    }
  }

  /** The alias that the settings name. */
  String alias() {
    return settings.alias();
  }

  /** A response: its HTTP status and its JSON. */
  record Answer(int status, JsonNode json) {
    /** The type of the error, empty when there is none. */
    String errorType() {
      return json.path("error").path("type").asText("");
    }

    String reason() {
      JsonNode error = json.path("error");
      return error.isTextual()
          ? error.asText()
          : error.path("root_cause").path(0).path("reason").asText(error.path("reason").asText(""));
    }

    Fault fault() {
      return Fault.of(status, errorType());
    }
  }

  /**
   * Sends a request with a JSON body, or none. Completes exceptionally only when no answer came.
   */
  CompletableFuture<Answer> send(String method, String path, @Nullable JsonNode body) {
    return send(method, path, Map.of(), body == null ? null : bytes(body), JSON_TYPE);
  }

  /** Sends lines of JSON, as the bulk and msearch endpoints take them. */
  CompletableFuture<Answer> sendLines(String path, Map<String, String> parameters, byte[] lines) {
    return send("POST", path, parameters, lines, LINES_TYPE);
  }

  /** Sends a request and waits; every answer but a good one is an exception. */
  Answer ask(String method, String path, @Nullable JsonNode body) {
    try {
      Answer answer = send(method, path, body).join();
      throwUnlessDone(answer);
      return answer;
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Turns every answer but a good one into the exception that says what it means. */
  void throwUnlessDone(Answer answer) {
    switch (answer.fault()) {
      case NONE -> {
        // There is nothing to say.
      }
      case RETRYABLE ->
          throw new RetryableSearchException(describe("could not answer", answer), null);
      case FATAL -> throw fatal(answer.status(), answer.errorType(), answer.reason());
      case STALE, RECORD ->
          throw new RefusedRequestException(describe("refused a request", answer));
    }
  }

  /** What to do about an answer that no retry will better. */
  FatalSearchException fatal(int status, String type, String reason) {
    String advice =
        switch (status) {
          case 401 ->
              "it does not know this user or password. Check opensearch.user and opensearch.password.";
          case 403 ->
              "the user %s may not do this. Give it the rights to read and write %s."
                  .formatted(settings.user(), alias());
          case 404 ->
              "there is no index behind the alias '%s'. Run prepare-index first, with the same settings."
                  .formatted(alias());
          default -> "it does not take this request.";
        };
    return new FatalSearchException(
        "OpenSearch at %s says %d %s %s: %s"
            .formatted(settings.url(), status, type, reason, advice));
  }

  private String describe(String what, Answer answer) {
    return "OpenSearch at %s %s: %d %s %s"
        .formatted(settings.url(), what, answer.status(), answer.errorType(), answer.reason());
  }

  private CompletableFuture<Answer> send(
      String method,
      String path,
      Map<String, String> parameters,
      byte @Nullable [] body,
      String type) {
    Body content = body == null ? null : Body.from(body, type);
    return client
        .executeAsync(Requests.create(method, path, List.of(), parameters, content))
        .handle((response, thrown) -> thrown == null ? read(response) : answerIn(thrown));
  }

  /**
   * The answer in an exception: the client makes one of a refused user, and its message holds the
   * body after a first line.
   */
  private Answer answerIn(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof ResponseException response) {
        String message = String.valueOf(response.getMessage());
        try {
          return new Answer(
              response.status(), parse(message.substring(message.indexOf('\n') + 1).getBytes(UTF_8)));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    TlsFault fault = TlsFault.of(thrown).orElse(null);
    if (fault != null) {
      throw new FatalSearchException(fault.message(settings));
    }
    throw new RetryableSearchException(
        "OpenSearch at %s gave no answer: %s%s"
            .formatted(settings.url(), thrown, TlsFault.hint(settings)),
        thrown);
  }

  private Answer read(Response response) {
    try (response) {
      byte[] bytes = response.getBody().map(Body::bodyAsBytes).orElse(new byte[0]);
      return new Answer(response.getStatus(), parse(bytes));
    } catch (IOException e) {
      throw new RetryableSearchException(
          "The answer of OpenSearch at %s broke off: %s".formatted(settings.url(), e), e);
    }
  }

  /**
   * A proxy in front of OpenSearch answers in other words than JSON: then the status alone counts.
   */
  private static JsonNode parse(byte[] bytes) throws IOException {
    try {
      return JSON.readTree(bytes);
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode();
    }
  }

  private static byte[] bytes(JsonNode node) {
    try {
      return JSON.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    transport.close();
  }
}
