package io.seine.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.core5.http.ContentTooLongException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.reactor.IOReactorShutdownException;
import org.jspecify.annotations.Nullable;
import org.opensearch.client.opensearch.generic.Body;
import org.opensearch.client.opensearch.generic.OpenSearchGenericClient;
import org.opensearch.client.opensearch.generic.Requests;
import org.opensearch.client.opensearch.generic.Response;
import org.opensearch.client.transport.OpenSearchTransport;
import org.opensearch.client.transport.httpclient5.ApacheHttpClient5Options;
import org.opensearch.client.transport.httpclient5.ApacheHttpClient5TransportBuilder;
import org.opensearch.client.transport.httpclient5.HttpAsyncResponseConsumerFactory.HeapBufferedResponseConsumerFactory;
import org.opensearch.client.transport.httpclient5.ResponseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to OpenSearch: sends requests and tells what their failures mean. Thread-safe.
 *
 * <p>A request fails with {@link RetryableSearchException} when it may be sent again, {@link
 * RefusedRequestException} when it is itself at fault, {@link FatalSearchException} when nothing
 * can be sent until somebody mends something, and {@link CancellationException} when the connection
 * was closed.
 */
public final class SearchConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SearchConnection.class);

  static final ObjectMapper JSON = new ObjectMapper();

  private static final String JSON_TYPE = "application/json";
  private static final String LINES_TYPE = "application/x-ndjson";

  /** How many requests go on at once; more wait for a free connection. */
  private static final int MAX_CONNECTIONS = 64;

  /** A larger answer is given up: 200 candidates with what is shown of them are a megabyte. */
  private static final int MAX_ANSWER_BYTES = 32 << 20;

  private final SearchSettings settings;
  private final OpenSearchTransport transport;
  private final OpenSearchGenericClient client;
  private final InstantSource clock;

  private final MissingIndex missing = new MissingIndex();
  private volatile boolean closed;

  private SearchConnection(
      SearchSettings settings, OpenSearchTransport transport, InstantSource clock) {
    this.settings = settings;
    this.transport = transport;
    this.client = new OpenSearchGenericClient(transport).withTransportOptions(options(settings));
    this.clock = clock;
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
    return open(settings, InstantSource.system());
  }

  static SearchConnection open(SearchSettings settings, InstantSource clock) {
    try {
      URI url = URI.create(settings.url());
      HttpHost host = HttpHost.create(url);
      SSLContext tls = TlsFiles.context(settings);
      ApacheHttpClient5TransportBuilder builder =
          ApacheHttpClient5TransportBuilder.builder(host)
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
      if (url.getPath().length() > 1) {
        builder.setPathPrefix(url.getPath());
      }
      return new SearchConnection(settings, builder.build(), clock);
    } catch (IllegalArgumentException | IOException | GeneralSecurityException e) {
      throw new FatalSearchException(
          "No connection to OpenSearch can be made with these settings (%s): %s"
              .formatted(settings, e.getMessage()));
    }
  }

  private static ApacheHttpClient5Options options(SearchSettings settings) {
    return options(settings.timeoutMillis());
  }

  /** A request that may take so long: then its connection is closed, and OpenSearch gives it up. */
  private static ApacheHttpClient5Options options(long limitMillis) {
    ApacheHttpClient5Options.Builder options = ApacheHttpClient5Options.DEFAULT.toBuilder();
    options.setHttpAsyncResponseConsumerFactory(
        new HeapBufferedResponseConsumerFactory(MAX_ANSWER_BYTES));
    options.setRequestConfig(
        RequestConfig.custom()
            .setResponseTimeout(limitMillis, TimeUnit.MILLISECONDS)
            .setConnectionRequestTimeout(limitMillis, TimeUnit.MILLISECONDS)
            // Whoever answers with another address is not OpenSearch.
            .setRedirectsEnabled(false)
            .build());
    return options.build();
  }

  /** The alias that the settings name. */
  String alias() {
    return settings.alias();
  }

  /**
   * A response.
   *
   * @param json missing when the response was not JSON, as a proxy's own pages are not
   */
  record Answer(int status, JsonNode json) {
    /** The type of the error, empty when there is none. */
    String errorType() {
      return json.path("error").path("type").asText("");
    }

    String reason() {
      if (json.isMissingNode()) {
        return "not JSON: is this the address of OpenSearch?";
      }
      JsonNode error = json.path("error");
      return error.isTextual()
          ? error.asText()
          : error.path("root_cause").path(0).path("reason").asText(error.path("reason").asText(""));
    }
  }

  /** What an answer means. */
  Fault judge(Answer answer) {
    Fault fault = judge(answer.status(), answer.errorType(), answer.reason());
    return fault == Fault.NONE && answer.json().isMissingNode() ? Fault.RETRYABLE : fault;
  }

  /** What the answer to a request, or to an item of it, means. */
  Fault judge(int status, String type, String reason) {
    Fault fault = Fault.of(status, type, reason);
    return fault == Fault.FATAL && status == 404 && !missing.isForLong(clock.millis())
        ? Fault.RETRYABLE
        : fault;
  }

  /** Tells that the index answered for itself: it is not missing. */
  void indexAnswered() {
    missing.found();
  }

  /**
   * Sends a request with a JSON body, or none.
   *
   * @param limitMillis after which the request is given up, here and in OpenSearch, in milliseconds
   */
  CompletableFuture<Answer> send(
      String method, String path, @Nullable JsonNode body, long limitMillis) {
    return send(method, path, Map.of(), body, limitMillis);
  }

  /** As {@link #send(String, String, JsonNode, long)}, with parameters of the request's address. */
  CompletableFuture<Answer> send(
      String method,
      String path,
      Map<String, String> parameters,
      @Nullable JsonNode body,
      long limitMillis) {
    return send(
        method, path, parameters, body == null ? null : bytes(body), JSON_TYPE, limitMillis);
  }

  /** Sends lines of JSON, as the bulk and msearch endpoints take them. */
  CompletableFuture<Answer> sendLines(String path, Map<String, String> parameters, byte[] lines) {
    return sendLines(path, parameters, lines, settings.timeoutMillis());
  }

  /** As {@link #sendLines(String, Map, byte[])}, within a time of its own in milliseconds. */
  CompletableFuture<Answer> sendLines(
      String path, Map<String, String> parameters, byte[] lines, long limitMillis) {
    return send("POST", path, parameters, lines, LINES_TYPE, limitMillis);
  }

  /** Sends a request and waits; every answer but a good one is an exception. */
  Answer ask(String method, String path, @Nullable JsonNode body) {
    return ask(method, path, Map.of(), body);
  }

  /** As {@link #ask(String, String, JsonNode)}, with parameters of the request's address. */
  Answer ask(String method, String path, Map<String, String> parameters, @Nullable JsonNode body) {
    Answer answer = answer(method, path, parameters, body);
    throwUnlessDone(answer);
    return answer;
  }

  /** Sends a request and waits for whatever answer comes. */
  Answer answer(
      String method, String path, Map<String, String> parameters, @Nullable JsonNode body) {
    try {
      byte[] content = body == null ? null : bytes(body);
      return send(method, path, parameters, content, JSON_TYPE, settings.timeoutMillis()).get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new CompletionException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while OpenSearch was asked");
    }
  }

  /** Turns every answer but a good one into the exception that says what it means. */
  void throwUnlessDone(Answer answer) {
    switch (judge(answer)) {
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

  /** What some of the shards say looks like the answer of all, and is not one. */
  static void throwIfShardsFailed(JsonNode response) {
    JsonNode shards = response.path("_shards");
    int silent = shards.path("total").asInt() - shards.path("successful").asInt();
    if (silent > 0) {
      throw new RetryableSearchException(silent + " shards of the index gave no answer.", null);
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
              "nothing stands behind that name. Run prepare-index first, with the same settings.";
          default -> "it does not take this request. Is opensearch.url the address of OpenSearch?";
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
      String type,
      long limitMillis) {
    Body content = body == null ? null : Body.from(body, type);
    OpenSearchGenericClient limited =
        limitMillis < settings.timeoutMillis()
            ? client.withTransportOptions(options(Math.max(1, limitMillis)))
            : client;
    CompletableFuture<Response> response;
    try {
      response =
          limited.executeAsync(Requests.create(method, path, List.of(), parameters, content));
    } catch (RuntimeException e) {
      response = CompletableFuture.failedFuture(e);
    }
    // Not handle(), which would wrap what is thrown in it.
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    response.whenComplete(
        (received, thrown) -> {
          try {
            answer.complete(thrown == null ? read(received) : answerIn(thrown));
          } catch (RuntimeException e) {
            answer.completeExceptionally(e);
          }
        });
    return answer;
  }

  /**
   * The answer in an exception: the client makes one of most statuses that are no success, and its
   * message holds the body after a first line.
   *
   * @throws RuntimeException that says why there is none, and what that means
   */
  private Answer answerIn(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof ResponseException response) {
        String message = String.valueOf(response.getMessage());
        // Lines of its own, such as warnings, may stand before the body.
        int begin = message.indexOf("\n{");
        String body = begin < 0 ? "" : message.substring(begin + 1);
        return new Answer(response.status(), parse(body.getBytes(UTF_8)));
      }
    }
    throw meaning(thrown);
  }

  /** Why no answer came, and what that means. */
  private RuntimeException meaning(Throwable thrown) {
    Optional<TlsFault> fault = TlsFault.of(thrown);
    if (fault.isPresent()) {
      return new FatalSearchException(fault.get().message(settings));
    }
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof ContentTooLongException) {
        return new RefusedRequestException(
            "OpenSearch at %s answers with more than %d bytes: ask for less."
                .formatted(settings.url(), MAX_ANSWER_BYTES));
      }
      // The client has an illegal state of its own for a pooled connection that was just lost.
      if (cause instanceof IOReactorShutdownException
          || (closed
              && (cause instanceof IllegalStateException
                  || cause instanceof CancellationException))) {
        CancellationException cancelled =
            new CancellationException("the connection to OpenSearch was closed");
        cancelled.initCause(thrown);
        return cancelled;
      }
    }
    Optional<String> unreachable = Unreachable.why(thrown);
    if (unreachable.isPresent()) {
      return new RetryableSearchException(
          "There is no OpenSearch at %s (%s). Start it, or set opensearch.url to where it is."
              .formatted(settings.url(), unreachable.get()),
          thrown);
    }
    return new RetryableSearchException(
        "OpenSearch at %s gave no answer: %s%s"
            .formatted(settings.url(), root(thrown), TlsFault.hint(settings)),
        thrown);
  }

  private static Throwable root(Throwable thrown) {
    return thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
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

  private static JsonNode parse(byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (IOException e) {
      return MissingNode.getInstance();
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
    closed = true;
    transport.close();
  }
}
