package io.seine.inference;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import java.util.ArrayList;
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
  private final JoinableRun.Model together = this::readTogether;
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
      TextTokenizer.Tokens tokens = tokenizer.encode("a");
      this.dimension = vector(model.run(0, tokens, output), tokens).length;
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
        scheduler,
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
    Texts runs = new Texts(lane, texts, prefix);
    return scheduler
        .submit(lane, deadlineMillis, texts.size(), runs)
        .completion()
        .thenApply(
            done -> {
              if (done < texts.size()) {
                throw new DeadlineException(
                    "The deadline passed before the text could be embedded.");
              }
              return Arrays.asList(runs.vectors);
            });
  }

  /** The texts of one query or document, each of which becomes a vector. */
  private final class Texts implements JoinableRun {
    private final Lane lane;
    private final List<String> texts;
    private final String prefix;
    private final float[][] vectors;

    Texts(Lane lane, List<String> texts, String prefix) {
      this.lane = lane;
      this.texts = texts;
      this.prefix = prefix;
      this.vectors = new float[texts.size()][];
    }

    @Override
    public void execute(int worker, int index) throws OrtException {
      long start = System.nanoTime();
      TextTokenizer.Tokens tokens = input(index);
      if (!recall(index, tokens)) {
        float[] values = model.run(worker, tokens, output);
        accept(index, tokens, values);
        statistics.count(tokens, start);
      }
    }

    @Override
    public Model model() {
      return together;
    }

    @Override
    public int length(int index) {
      return tokenizer.about(prefix.length() + texts.get(index).length());
    }

    @Override
    public TextTokenizer.Tokens input(int index) {
      return tokenizer.encode(prefix + texts.get(index));
    }

    /** Queries come again, in a way in which documents do not. */
    @Override
    public boolean recall(int index, TextTokenizer.Tokens input) {
      float[] known = lane == Lane.DOCUMENT ? null : remembered.get(input);
      if (known == null) {
        return false;
      }
      statistics.countRemembered();
      vectors[index] = known;
      return true;
    }

    @Override
    public void accept(int index, TextTokenizer.Tokens input, float[] values) {
      float[] vector = vector(values, input);
      vectors[index] = vector;
      if (lane != Lane.DOCUMENT) {
        remembered.put(input, vector);
      }
    }
  }

  private List<float[]> readTogether(int worker, List<TextTokenizer.Tokens> inputs)
      throws OrtException {
    long start = System.nanoTime();
    List<float[]> rows = model.run(worker, inputs, output);
    statistics.count(inputs, start);
    if (pooled) {
      return rows;
    }
    int longest = inputs.stream().mapToInt(tokens -> tokens.ids().length).max().orElse(1);
    List<float[]> values = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      // Without the vectors of the padding.
      float[] row = rows.get(i);
      values.add(Arrays.copyOf(row, row.length / longest * inputs.get(i).ids().length));
    }
    return values;
  }

  private float[] vector(float[] values, TextTokenizer.Tokens tokens) {
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
