package io.seine.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The weights of a {@link Fusion} as a file of JSON: {@code {"intercept": -1.5, "weights":
 * {"logit": 0.4, "rank": -0.6, "keyword": 1.2, "document": 0.8, "passage": 0.9}}}. Other members
 * say where the weights come from, and are not read.
 */
public final class FusionFile {
  private static final List<String> WEIGHTS =
      List.of("logit", "rank", "keyword", "document", "passage");

  private FusionFile() {}

  /** The weights as JSON, to which whoever fitted them may add. */
  public static ObjectNode json(Fusion fusion) {
    ObjectNode json = SearchConnection.JSON.createObjectNode().put("intercept", fusion.intercept());
    json.putObject("weights")
        .put("logit", fusion.logit())
        .put("rank", fusion.rank())
        .put("keyword", fusion.keyword())
        .put("document", fusion.document())
        .put("passage", fusion.passage());
    return json;
  }

  /**
   * The weights that a file holds.
   *
   * @throws IOException when it can't be read, or is not such a file; the message says what is
   *     wrong
   */
  public static Fusion read(Path file) throws IOException {
    JsonNode json;
    try {
      json = SearchConnection.JSON.readTree(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new IOException("there is no such file", e);
    } catch (JsonProcessingException e) {
      throw new IOException("it is not JSON: " + e.getOriginalMessage(), e);
    }
    List<String> missing = new ArrayList<>();
    if (!isNumber(json.path("intercept"))) {
      missing.add("intercept");
    }
    JsonNode weights = json.path("weights");
    for (String weight : WEIGHTS) {
      if (!isNumber(weights.path(weight))) {
        missing.add("weights." + weight);
      }
    }
    if (!missing.isEmpty()) {
      throw new IOException("it has no number as " + String.join(", ", missing));
    }
    return new Fusion(
        json.path("intercept").asDouble(),
        weights.path("logit").asDouble(),
        weights.path("rank").asDouble(),
        weights.path("keyword").asDouble(),
        weights.path("document").asDouble(),
        weights.path("passage").asDouble());
  }

  private static boolean isNumber(JsonNode node) {
    return node.isNumber() && Double.isFinite(node.doubleValue());
  }
}
