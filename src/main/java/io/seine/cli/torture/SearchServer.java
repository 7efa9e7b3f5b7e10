package io.seine.cli.torture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * OpenSearch as a bystander sees it, past the fault proxy and without any of the code that is under
 * test: reads the whole index, and fills and frees its disk.
 */
final class SearchServer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String INDEX = "/documents";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration BLOCK_LIMIT = Duration.ofSeconds(90);

  /** More free space than any disk has: below it, each is too full. */
  private static final String ANY_DISK = "999999gb";

  private final String url;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  SearchServer(String url) {
    this.url = url;
  }

  /** Every document of the index, tombstones included, as of now. */
  List<StoredDocument> documents() throws IOException, InterruptedException {
    ask("POST", INDEX + "/_refresh", null);
    ObjectNode search = JSON.createObjectNode().put("size", 1_000).put("version", true);
    search.putArray("sort").add("_doc");
    search.putArray("_source").add("text").add("deleted_at");
    List<StoredDocument> documents = new ArrayList<>();
    JsonNode page = ask("POST", INDEX + "/_search?scroll=1m", search);
    while (!page.path("hits").path("hits").isEmpty()) {
      for (JsonNode hit : page.path("hits").path("hits")) {
        JsonNode source = hit.path("_source");
        documents.add(
            new StoredDocument(
                hit.path("_id").asText(),
                hit.path("_version").asLong(),
                source.has("deleted_at") ? null : source.path("text").asText()));
      }
      ObjectNode next = JSON.createObjectNode().put("scroll", "1m");
      next.set("scroll_id", page.path("_scroll_id"));
      page = ask("POST", "/_search/scroll", next);
    }
    return documents;
  }

  /** Lets the disk pass for full, and waits until the index is read-only for it. */
  void fillDisk() throws InterruptedException {
    ObjectNode settings = JSON.createObjectNode();
    ObjectNode transientOnes = settings.putObject("transient");
    transientOnes
        .put("cluster.info.update.interval", "10s")
        .put("cluster.routing.allocation.disk.threshold_enabled", true);
    for (String level : List.of("low", "high", "flood_stage")) {
      transientOnes.put("cluster.routing.allocation.disk.watermark." + level, ANY_DISK);
    }
    Waiting.require(
        "OpenSearch takes its disk for full",
        BLOCK_LIMIT,
        () -> succeeds("PUT", "/_cluster/settings", settings));
    Waiting.require("the index is read-only", BLOCK_LIMIT, this::isReadOnly);
  }

  /** Takes back what {@link #fillDisk} did, as an operator does who has made room. */
  void freeDisk() throws InterruptedException {
    ObjectNode settings = JSON.createObjectNode();
    ObjectNode transientOnes = settings.putObject("transient");
    transientOnes.putNull("cluster.info.update.interval");
    transientOnes.putNull("cluster.routing.allocation.disk.*");
    ObjectNode block = JSON.createObjectNode();
    block.putNull("index.blocks.read_only_allow_delete");
    Waiting.require(
        "the index takes writes again",
        BLOCK_LIMIT,
        () -> {
          boolean done =
              succeeds("PUT", "/_cluster/settings", settings)
                  && succeeds("PUT", INDEX + "/_settings", block);
          // A look at the disk that was under way may block it once more.
          TimeUnit.SECONDS.sleep(1);
          return done && !isReadOnly();
        });
  }

  private boolean isReadOnly() throws InterruptedException {
    try {
      JsonNode indexes = ask("GET", INDEX + "/_settings?flat_settings=true", null);
      return indexes
          .findPath("settings")
          .path("index.blocks.read_only_allow_delete")
          .asBoolean(false);
    } catch (IOException e) {
      return false;
    }
  }

  private boolean succeeds(String method, String path, ObjectNode body)
      throws InterruptedException {
    try {
      ask(method, path, body);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private JsonNode ask(String method, String path, @Nullable ObjectNode body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(LIMIT)
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()))
            .build();
    HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
    JsonNode answer = JSON.readTree(response.body());
    if (response.statusCode() != 200) {
      throw new IOException(
          "OpenSearch answers %s %s with %d %s"
              .formatted(method, path, response.statusCode(), answer.path("error")));
    }
    return answer;
  }
}
