package io.seine.inference;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import java.util.List;

/**
 * A model that reads a query and a passage together and says how well the passage answers it.
 * Thread-safe.
 */
public final class CrossEncoder implements AutoCloseable {
  private static final String OUTPUT = "logits";

  private final ModelDirectory directory;
  private final InferenceScheduler scheduler;
  private final TextTokenizer tokenizer;
  private final OnnxModel model;
  private final Remembered<Double> remembered;
  private final JoinableRun.Model together = this::readTogether;
  private final InferenceStatistics statistics = new InferenceStatistics();

  private CrossEncoder(
      ModelDirectory directory,
      InferenceScheduler scheduler,
      int remembered,
      TextTokenizer tokenizer,
      OnnxModel model) {
    this.remembered = new Remembered<>(remembered);
    this.directory = directory;
    this.scheduler = scheduler;
    this.tokenizer = tokenizer;
    this.model = model;
    String needed = "a cross-encoder has an output logits, float[batch, 1] or float[batch, 2]";
    TensorInfo logits = model.outputs().get(OUTPUT);
    if (logits == null || logits.type != OnnxJavaType.FLOAT || logits.getShape().length != 2) {
      throw model.unusable(needed);
    }
    int labels;
    try {
      labels = model.run(0, tokenizer.encodePair("a", "a"), OUTPUT).length;
    } catch (OrtException e) {
      throw model.unusable("a first run failed (" + e.getMessage() + ")");
    }
    if (labels != 1 && labels != 2) {
      throw model.unusable(needed + ", but this one gives " + labels + " logits");
    }
  }

  /**
   * Loads a cross-encoder, with a session for each of the scheduler's workers.
   *
   * @param settings stand above what the directory says
   * @param remembered how many pairs it remembers the logits of; 0 for none
   * @throws ModelException when the files are no cross-encoder
   */
  public static CrossEncoder open(
      ModelDirectory directory,
      ModelSettings settings,
      InferenceScheduler scheduler,
      int remembered) {
    return Loading.open(
        directory,
        settings.orElse(directory.stated()),
        scheduler,
        (tokenizer, model) -> new CrossEncoder(directory, scheduler, remembered, tokenizer, model));
  }

  /** The model's name, for people. */
  public String id() {
    return directory.id();
  }

  /** Says which model this is, whatever its name and place. */
  public String hash() {
    return directory.hash();
  }

  public InferenceStatistics statistics() {
    return statistics;
  }

  /**
   * Begins to read passages with a query, in their order.
   *
   * @param passages at least one; a passage too long has its end cut
   * @param deadlineMillis no passage is begun after it, in milliseconds since the epoch
   */
  public Reading read(String query, List<String> passages, long deadlineMillis) {
    Pairs runs = new Pairs(query, passages);
    RunBatch batch = scheduler.submit(Lane.QUERY, deadlineMillis, passages.size(), runs);
    return new ScheduledReading(scheduler, batch, runs.logits);
  }

  /** A query with each of its passages. */
  private final class Pairs implements JoinableRun {
    private final String query;
    private final List<String> passages;
    private final Logits logits;

    Pairs(String query, List<String> passages) {
      this.query = query;
      this.passages = passages;
      this.logits = new Logits(passages.size());
    }

    @Override
    public void execute(int worker, int index) throws OrtException {
      long start = System.nanoTime();
      TextTokenizer.Tokens tokens = input(index);
      if (!recall(index, tokens)) {
        accept(index, tokens, model.run(worker, tokens, OUTPUT));
        statistics.count(tokens, start);
      }
    }

    @Override
    public Model model() {
      return together;
    }

    @Override
    public int length(int index) {
      return tokenizer.about(query.length() + passages.get(index).length());
    }

    @Override
    public TextTokenizer.Tokens input(int index) {
      return tokenizer.encodePair(query, passages.get(index));
    }

    @Override
    public boolean recall(int index, TextTokenizer.Tokens input) {
      Double known = remembered.get(input);
      if (known == null) {
        return false;
      }
      statistics.countRemembered();
      logits.set(index, known);
      return true;
    }

    /** With two classes, the log-odds of the second, as softmax would have it. */
    @Override
    public void accept(int index, TextTokenizer.Tokens input, float[] output) {
      double logit = output.length == 1 ? output[0] : (double) output[1] - output[0];
      if (Double.isNaN(logit)) {
        // Not to be taken for a passage that nobody has read.
        throw new ArithmeticException(
            "the logit of %s is not a number: half precision may be too small for this model"
                .formatted(id()));
      }
      logits.set(index, logit);
      remembered.put(input, logit);
    }
  }

  private List<float[]> readTogether(int worker, List<TextTokenizer.Tokens> inputs)
      throws OrtException {
    long start = System.nanoTime();
    List<float[]> outputs = model.run(worker, inputs, OUTPUT);
    statistics.count(inputs, start);
    return outputs;
  }

  /** The probability whose log-odds are given: 1 / (1 + e^-x). */
  public static double sigmoid(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  /** Only when no run is under way: after the scheduler is closed, or nothing was submitted. */
  @Override
  public void close() {
    model.close();
    tokenizer.close();
  }
}
