package io.seine.job;

import io.seine.inference.ExecutionProvider;
import io.seine.inference.InferenceSettings;
import io.seine.inference.ModelSettings;
import io.seine.inference.Pooling;
import io.seine.inference.QueryOrder;
import io.seine.stage.Admission;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The settings of the models and of the cores that they run on. */
final class ModelOptions {
  static final Setting<String> CACHE =
      Setting.optionalText("models.cache", "a folder that the task managers can write to");
  static final Setting<ExecutionProvider> PROVIDER =
      Setting.choice("inference.provider", ExecutionProvider.CPU);
  static final Setting<Integer> CORES = Setting.integer("inference.cores", 0, 0, 1024);
  static final Setting<QueryOrder> QUERY_ORDER =
      Setting.choice("inference.query-order", QueryOrder.DEADLINE);
  static final Setting<Double> DOCUMENT_SHARE =
      Setting.number("inference.document-share", 0.2, 0, 1);
  static final Setting<Integer> REMEMBERED_SCORES =
      Setting.integer("inference.remembered-scores", 100_000, 0, 100_000_000);
  static final Setting<Integer> REMEMBERED_QUERIES =
      Setting.integer("inference.remembered-queries", 10_000, 0, 10_000_000);

  static final Setting<String> BI_ENCODER =
      Setting.text(
          "bi-encoder.model", "bge-small-en-v1.5", "a name, a folder or hf:owner/name@revision");
  static final Setting<String> BI_ENCODER_FILE =
      Setting.optionalText("bi-encoder.onnx-file", "a file in the model's folder");
  static final Setting<String> BI_ENCODER_POOLING =
      Setting.optionalChoice("bi-encoder.pooling", Pooling.class);
  static final Setting<String> QUERY_PREFIX =
      Setting.optionalText("bi-encoder.query-prefix", "a text, perhaps in double quotes");
  static final Setting<String> DOCUMENT_PREFIX =
      Setting.optionalText("bi-encoder.document-prefix", "a text, perhaps in double quotes");

  static final Setting<String> CROSS_ENCODER =
      Setting.text(
          "cross-encoder.model",
          "ms-marco-MiniLM-L-12-v2",
          "a name, a folder or hf:owner/name@revision");
  static final Setting<String> CROSS_ENCODER_FILE =
      Setting.optionalText("cross-encoder.onnx-file", "a file in the model's folder");

  static final List<Setting<?>> INFERENCE =
      List.of(
          CACHE,
          PROVIDER,
          CORES,
          QUERY_ORDER,
          DOCUMENT_SHARE,
          REMEMBERED_SCORES,
          REMEMBERED_QUERIES);
  static final List<Setting<?>> FOR_BI_ENCODER =
      List.of(BI_ENCODER, BI_ENCODER_FILE, BI_ENCODER_POOLING, QUERY_PREFIX, DOCUMENT_PREFIX);
  static final List<Setting<?>> FOR_CROSS_ENCODER = List.of(CROSS_ENCODER, CROSS_ENCODER_FILE);

  private ModelOptions() {}

  /** What the process that runs the models needs to know; its cores are counted there, not here. */
  static InferenceSettings inference(Settings settings) {
    int cores = settings.get(CORES);
    String cache = settings.get(CACHE);
    return new InferenceSettings(
        settings.get(PROVIDER),
        cores == 0 ? Runtime.getRuntime().availableProcessors() : cores,
        settings.get(QUERY_ORDER),
        settings.get(DOCUMENT_SHARE),
        settings.get(REMEMBERED_SCORES),
        settings.get(REMEMBERED_QUERIES),
        cache.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".seine", "models")
            : Path.of(cache));
  }

  static ModelSettings biEncoder(Settings settings) {
    String pooling = settings.get(BI_ENCODER_POOLING);
    return new ModelSettings(
        orNull(settings.get(BI_ENCODER_FILE)),
        pooling.isEmpty() ? null : Pooling.valueOf(pooling.toUpperCase(Locale.ROOT)),
        prefix(settings.get(QUERY_PREFIX)),
        prefix(settings.get(DOCUMENT_PREFIX)),
        null,
        null);
  }

  static ModelSettings crossEncoder(Settings settings) {
    return new ModelSettings(
        orNull(settings.get(CROSS_ENCODER_FILE)), null, null, null, null, null);
  }

  /** Queries wait for the index in the order in which they wait for the cores. */
  static Admission.Order admission(Settings settings) {
    return settings.get(QUERY_ORDER) == QueryOrder.NEWEST
        ? Admission.Order.NEWEST
        : Admission.Order.DEADLINE;
  }

  /**
   * The text between its double quotes, if it stands in such: the space at the end of a prefix
   * counts, and a properties file's values are without theirs; and no prefix is not an unsaid one.
   */
  private static @Nullable String prefix(String text) {
    boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
    return quoted ? text.substring(1, text.length() - 1) : orNull(text);
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
