package io.seine.inference;

import org.jspecify.annotations.Nullable;

/**
 * What is to be known about a model beside its files. Each value may be null: then what the model's
 * directory or the catalogue says holds, and after that the default.
 *
 * @param onnxFile the model file, relative to the directory, when it holds several
 * @param pooling how token vectors become a text's vector; a bi-encoder whose output is not pooled
 *     yet needs it
 * @param queryPrefix stands before each query that is embedded; empty by default
 * @param documentPrefix stands before each document and passage that is embedded; empty by default
 * @param maxTokens the most tokens of one run, special tokens included; 512 by default
 * @param normalise whether vectors are scaled to length 1; true by default
 */
public record ModelSettings(
    @Nullable String onnxFile,
    @Nullable Pooling pooling,
    @Nullable String queryPrefix,
    @Nullable String documentPrefix,
    @Nullable Integer maxTokens,
    @Nullable Boolean normalise) {

  /** Nothing is said: the model's directory or the catalogue decides. */
  public static final ModelSettings NONE = new ModelSettings(null, null, null, null, null, null);

  private static final int DEFAULT_MAX_TOKENS = 512;

  public ModelSettings {
    if (maxTokens != null && maxTokens < 8) {
      throw new ModelException("maxTokens is " + maxTokens + "; it must be at least 8.");
    }
  }

  /** These settings, and the other's where these say nothing. */
  ModelSettings orElse(ModelSettings other) {
    return new ModelSettings(
        onnxFile != null ? onnxFile : other.onnxFile,
        pooling != null ? pooling : other.pooling,
        queryPrefix != null ? queryPrefix : other.queryPrefix,
        documentPrefix != null ? documentPrefix : other.documentPrefix,
        maxTokens != null ? maxTokens : other.maxTokens,
        normalise != null ? normalise : other.normalise);
  }

  String queryPrefixOrEmpty() {
    return queryPrefix == null ? "" : queryPrefix;
  }

  String documentPrefixOrEmpty() {
    return documentPrefix == null ? "" : documentPrefix;
  }

  int maxTokensOrDefault() {
    return maxTokens == null ? DEFAULT_MAX_TOKENS : maxTokens;
  }

  boolean normaliseOrDefault() {
    return normalise == null || normalise;
  }
}
