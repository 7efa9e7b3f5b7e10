package io.seine.inference;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A model that embeds texts one by one, so that texts about the same thing get vectors that are
 * near to each other. Thread-safe.
 */
public final class BiEncoder implements AutoCloseable {
  private static final String POOLED_OUTPUT = "sentence_embedding";
  private static final List<String> TOKEN_OUTPUTS =
      List.of("last_hidden_state", "token_embeddings");

  private final ModelDirectory directory;
  private final ModelSettings settings;
  private final InferenceScheduler scheduler;
  private final TextTokenizer tokenizer;
  private final OnnxModel model;
  private final String output;
  private final boolean pooled;
  private final int dimension;
  private final int maxTokens;
  private final String hash;
  private final Remembered<float[]> remembered;
  private final InferenceStatistics statistics = new InferenceStatistics();

  private BiEncoder(
      ModelDirectory directory,
      ModelSettings settings,
      InferenceScheduler scheduler,
      int remembered,
      TextTokenizer tokenizer,
      OnnxModel model) {
    this.remembered = new Remembered<>(remembered);
    this.directory = directory;
    this.settings = settings;
    this.scheduler = scheduler;
    this.tokenizer = tokenizer;
    this.model = model;
    this.output = output(model);
    this.pooled = output.equals(POOLED_OUTPUT);
    if (!pooled && settings.pooling() == null) {
      throw model.unusable(
          "its output is not pooled, and neither its directory nor the settings say how to pool it"
              + " (CLS or MEAN)");
    }
    this.maxTokens = tokenizer.room() - tokenizer.count(settings.documentPrefixOrEmpty());
    this.hash =
        Sha256.of(
            String.join(
                "\n",
                directory.hash(),
                pooled ? "pooled" : String.valueOf(settings.pooling()),
                String.valueOf(settings.normaliseOrDefault()),
                settings.documentPrefixOrEmpty()));
    if (maxTokens < 1) {
      throw new ModelException(
          "The model "
              + directory.id()
              + " reads "
              + settings.maxTokensOrDefault()
              + " tokens, which its document prefix and the special tokens fill already. Raise"
              + " maxTokens or shorten the prefix.");
    }
    try {
      this.dimension = vector(0, tokenizer.encode("a")).length;
    } catch (OrtException e) {
      throw model.unusable("a first run failed (" + e.getMessage() + ")");
    }
  }

  /**
   * Loads a bi-encoder, with a session for each of the scheduler's workers.
   *
   * @param settings stand above what the directory says
   * @param remembered how many queries it remembers the vectors of; 0 for none
   * @throws ModelException when the files are no bi-encoder
   */
  public static BiEncoder open(
      ModelDirectory directory,
      ModelSettings settings,
      InferenceScheduler scheduler,
      int remembered) {
    ModelSettings all = settings.orElse(directory.stated());
    return Loading.open(
        directory,
        all,
        scheduler.workers(),
        (tokenizer, model) ->
            new BiEncoder(directory, all, scheduler, remembered, tokenizer, model));
  }

  private static String output(OnnxModel model) {
    Map<String, TensorInfo> outputs = model.outputs();
    if (isFloat(outputs.get(POOLED_OUTPUT), 2)) {
      return POOLED_OUTPUT;
    }
    for (String name : TOKEN_OUTPUTS) {
      if (isFloat(outputs.get(name), 3)) {
        return name;
      }
    }
    throw model.unusable(
        "a bi-encoder has an output last_hidden_state or token_embeddings, float[batch, tokens,"
            + " dimension], or sentence_embedding, float[batch, dimension]");
  }

  private static boolean isFloat(@Nullable TensorInfo info, int rank) {
    return info != null && info.type == OnnxJavaType.FLOAT && info.getShape().length == rank;
  }

  /** The model's name, for people. */
  public String id() {
    return directory.id();
  }

  /**
   * Says which vectors this model makes: two with the same hash make the same ones, and the vectors
   * of two with different hashes must not be compared.
   */
  public String hash() {
    return hash;
  }

  /** How many numbers a vector has. */
  public int dimension() {
    return dimension;
  }

  /** How many tokens of a document or passage are read, as {@link #countTokens} counts them. */
  public int maxTokens() {
    return maxTokens;
  }

  /** What stands before each document or passage when it is embedded; may be empty. */
  public String documentPrefix() {
    return settings.documentPrefixOrEmpty();
  }

  /** The number of a text's tokens. */
  public int countTokens(String text) {
    return tokenizer.count(text);
  }

  public InferenceStatistics statistics() {
    return statistics;
  }

  /**
   * Embeds a query, before the documents that wait.
   *
   * @param deadlineMillis in milliseconds since the epoch; if it passes before the run begins, the
   *     future fails with a {@link DeadlineException}
   */
  public CompletableFuture<float[]> embedQuery(String text, long deadlineMillis) {
    return embed(Lane.QUERY_EMBEDDING, deadlineMillis, List.of(text), settings.queryPrefixOrEmpty())
        .thenApply(vectors -> vectors.get(0));
  }

  /** Embeds documents or passages, at least one; the vectors come in their order. */
  public CompletableFuture<List<float[]>> embedDocuments(List<String> texts) {
    return embed(Lane.DOCUMENT, Long.MAX_VALUE, texts, settings.documentPrefixOrEmpty());
  }

  private CompletableFuture<List<float[]>> embed(
      Lane lane, long deadlineMillis, List<String> texts, String prefix) {
    float[][] vectors = new float[texts.size()][];
    return scheduler
        .submit(
            lane,
            deadlineMillis,
            texts.size(),
            (worker, index) -> {
              long start = System.nanoTime();
              TextTokenizer.Tokens tokens = tokenizer.encode(prefix + texts.get(index));
              vectors[index] =
                  lane == Lane.DOCUMENT
                      ? read(worker, tokens, start)
                      : recall(worker, tokens, start);
            })
        .completion()
        .thenApply(
            done -> {
              if (done < texts.size()) {
                throw new DeadlineException(
                    "The deadline passed before the text could be embedded.");
              }
              return Arrays.asList(vectors);
            });
  }

  /** Queries come again, in a way in which documents do not. */
  private float[] recall(int worker, TextTokenizer.Tokens tokens, long start) throws OrtException {
    float[] known = remembered.get(tokens);
    if (known != null) {
      statistics.countRemembered();
      return known;
    }
    float[] vector = read(worker, tokens, start);
    remembered.put(tokens, vector);
    return vector;
  }

  private float[] read(int worker, TextTokenizer.Tokens tokens, long start) throws OrtException {
    float[] vector = vector(worker, tokens);
    statistics.count(tokens, start);
    return vector;
  }

  private float[] vector(int worker, TextTokenizer.Tokens tokens) throws OrtException {
    float[] values = model.run(worker, tokens, output);
    Pooling pooling = settings.pooling();
    float[] vector = pooled || pooling == null ? values : pooling.pool(values, tokens.ids().length);
    if (settings.normaliseOrDefault()) {
      normalise(vector);
    }
    return vector;
  }

  private static void normalise(float[] vector) {
    double square = 0;
    for (float value : vector) {
      square += (double) value * value;
    }
    float length = (float) Math.max(Math.sqrt(square), 1e-12);
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= length;
    }
  }

  /** Only when no run is under way: after the scheduler is closed, or nothing was submitted. */
  @Override
  public void close() {
    model.close();
    tokenizer.close();
  }
}
