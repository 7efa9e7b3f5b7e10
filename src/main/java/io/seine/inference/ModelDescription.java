package io.seine.inference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a model directory says about its use, in the files that transformers and
 * sentence-transformers write: pooling, prompts and the greatest length.
 */
final class ModelDescription {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** In these kinds the first positions are kept for padding: the limit is so much lower. */
  private static final Set<String> OFFSET_POSITIONS =
      Set.of("roberta", "xlm-roberta", "xlm-roberta-xl", "camembert", "mpnet", "longformer");

  /** Tokenizers without a limit state an astronomic one. */
  private static final long NO_LIMIT = 1_000_000;

  private ModelDescription() {}

  static ModelSettings read(Path directory) {
    JsonNode prompts = json(directory, "config_sentence_transformers.json").path("prompts");
    return new ModelSettings(
        null,
        pooling(json(directory, "1_Pooling/config.json")),
        text(prompts, "query"),
        text(prompts, "document", "passage"),
        maxTokens(directory),
        null);
  }

  private static @Nullable Pooling pooling(JsonNode config) {
    String mode = config.path("pooling_mode").asText("");
    if (mode.equals("cls") || config.path("pooling_mode_cls_token").asBoolean()) {
      return Pooling.CLS;
    }
    if (mode.equals("mean") || config.path("pooling_mode_mean_tokens").asBoolean()) {
      return Pooling.MEAN;
    }
    return null;
  }

  private static @Nullable String text(JsonNode node, String... names) {
    for (String name : names) {
      if (node.path(name).isTextual()) {
        return node.path(name).asText();
      }
    }
    return null;
  }

  /** The least of the limits that are stated; null when none is. */
  private static @Nullable Integer maxTokens(Path directory) {
    JsonNode config = json(directory, "config.json");
    long positions = config.path("max_position_embeddings").asLong(NO_LIMIT);
    if (OFFSET_POSITIONS.contains(config.path("model_type").asText())) {
      positions -= config.path("pad_token_id").asInt(1) + 1;
    }
    long limit =
        Math.min(
            positions,
            Math.min(
                json(directory, "sentence_bert_config.json")
                    .path("max_seq_length")
                    .asLong(NO_LIMIT),
                json(directory, "tokenizer_config.json")
                    .path("model_max_length")
                    .asLong(NO_LIMIT)));
    return limit >= NO_LIMIT - 1000 ? null : (int) limit;
  }

  private static JsonNode json(Path directory, String name) {
    Path file = directory.resolve(name);
    if (!Files.isRegularFile(file)) {
      return MissingNode.getInstance();
    }
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new ModelException(
          "The file " + file + " cannot be read as JSON: " + e.getMessage(), e);
    }
  }
}
