package io.seine.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A transformer in an ONNX file, with one session of one thread for each worker. Its inputs are
 * checked when it is opened.
 */
final class OnnxModel implements AutoCloseable {
  private static final String INPUT_IDS = "input_ids";
  private static final String ATTENTION_MASK = "attention_mask";
  private static final String TOKEN_TYPE_IDS = "token_type_ids";
  private static final Set<String> KNOWN = Set.of(INPUT_IDS, ATTENTION_MASK, TOKEN_TYPE_IDS);

  private final Path file;
  private final List<OrtSession> sessions;
  private final Map<String, TensorInfo> inputs;
  private final Map<String, TensorInfo> outputs;

  private OnnxModel(Path file, List<OrtSession> sessions) throws OrtException {
    this.file = file;
    this.sessions = sessions;
    this.inputs = tensors(sessions.get(0).getInputInfo());
    this.outputs = tensors(sessions.get(0).getOutputInfo());
  }

  /** Loads the file once for each worker. */
  static OnnxModel open(Path file, ExecutionProvider provider, int workers) {
    OrtEnvironment environment = OnnxEnvironment.begin();
    List<OrtSession> sessions = new ArrayList<>();
    try (OrtSession.SessionOptions options = options(provider)) {
      for (int i = 0; i < workers; i++) {
        sessions.add(environment.createSession(file.toString(), options));
      }
      OnnxModel model = new OnnxModel(file, sessions);
      model.checkInputs();
      model.checkMask(provider);
      return model;
    } catch (OrtException e) {
      close(sessions);
      throw new ModelException(
          "The model file " + file + " cannot be loaded: " + e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      close(sessions);
      throw e;
    }
  }

  private static OrtSession.SessionOptions options(ExecutionProvider provider) throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    options.addConfigEntry("session.inter_op.allow_spinning", "0");
    // A pattern is kept for each length of input that was ever seen, and there are hundreds.
    options.setMemoryPatternOptimization(false);
    provider.addTo(options);
    return options;
  }

  private void checkInputs() {
    if (!inputs.containsKey(INPUT_IDS)) {
      throw unusable("it has no input " + INPUT_IDS);
    }
    for (Map.Entry<String, TensorInfo> input : inputs.entrySet()) {
      if (!KNOWN.contains(input.getKey())) {
        throw unusable("it wants the input " + input.getKey() + ", which Seine does not give");
      }
      TensorInfo info = input.getValue();
      if (info.type != OnnxJavaType.INT64 || info.getShape().length != 2) {
        throw unusable("its input " + input.getKey() + " is not int64[batch, tokens]");
      }
    }
  }

  /** Where several texts are read at once they are padded, and only a mask says with what. */
  void checkMask(ExecutionProvider provider) {
    if (provider.batchLimits() != null && !inputs.containsKey(ATTENTION_MASK)) {
      throw unusable(
          "it has no input "
              + ATTENTION_MASK
              + ", and so reads one text a run; on "
              + provider
              + " several are read at once (tools/optimise-model writes a file that can with"
              + " --keep-mask)");
    }
  }

  /** The outputs by name; those that are no tensors are left out. */
  Map<String, TensorInfo> outputs() {
    return outputs;
  }

  /**
   * Reads one text or pair.
   *
   * @param worker which session to use; not by two threads at once
   * @param output which output is wanted
   * @return its values, row by row
   */
  float[] run(int worker, TextTokenizer.Tokens tokens, String output) throws OrtException {
    long[] shape = {1, tokens.ids().length};
    return run(worker, name -> values(name, tokens), shape, output);
  }

  /**
   * Reads several texts or pairs at once, each padded to the length of the longest.
   *
   * @param worker which session to use; not by two threads at once
   * @param output which output is wanted; its first dimension is the text's
   * @return its values for each text, those of the padding at the end included
   */
  List<float[]> run(int worker, List<TextTokenizer.Tokens> texts, String output)
      throws OrtException {
    int longest = texts.stream().mapToInt(tokens -> tokens.ids().length).max().orElse(0);
    float[] all =
        run(
            worker,
            name -> padded(name, texts, longest),
            new long[] {texts.size(), longest},
            output);
    int size = all.length / texts.size();
    List<float[]> rows = new ArrayList<>();
    for (int row = 0; row < texts.size(); row++) {
      rows.add(Arrays.copyOfRange(all, row * size, (row + 1) * size));
    }
    return rows;
  }

  /** Padding is 0 in every input; in the attention mask that says that it is padding. */
  private static long[] padded(String input, List<TextTokenizer.Tokens> texts, int longest) {
    long[] rows = new long[texts.size() * longest];
    for (int row = 0; row < texts.size(); row++) {
      long[] values = values(input, texts.get(row));
      System.arraycopy(values, 0, rows, row * longest, values.length);
    }
    return rows;
  }

  private float[] run(int worker, Function<String, long[]> values, long[] shape, String output)
      throws OrtException {
    OrtEnvironment environment = OnnxEnvironment.get();
    Map<String, OnnxTensor> given = new HashMap<>();
    try {
      for (String name : inputs.keySet()) {
        given.put(
            name, OnnxTensor.createTensor(environment, LongBuffer.wrap(values.apply(name)), shape));
      }
      try (OrtSession.Result result = sessions.get(worker).run(given, Set.of(output))) {
        return ((OnnxTensor) result.get(0)).getFloatBuffer().array();
      }
    } finally {
      given.values().forEach(OnnxTensor::close);
    }
  }

  private static long[] values(String input, TextTokenizer.Tokens tokens) {
    switch (input) {
      case INPUT_IDS:
        return tokens.ids();
      case TOKEN_TYPE_IDS:
        return tokens.typeIds();
      default:
        long[] mask = new long[tokens.ids().length];
        Arrays.fill(mask, 1);
        return mask;
    }
  }

  /** An error that also says what the file does hold. */
  ModelException unusable(String why) {
    return new ModelException(
        "The model file "
            + file
            + " cannot be used: "
            + why
            + ". The file has the inputs "
            + describe(inputs)
            + " and the outputs "
            + describe(outputs)
            + ".");
  }

  private static String describe(Map<String, TensorInfo> tensors) {
    return tensors.entrySet().stream()
        .map(
            tensor ->
                tensor.getKey()
                    + " "
                    + tensor.getValue().type.toString().toLowerCase(Locale.ROOT)
                    + Arrays.toString(tensor.getValue().getShape()))
        .collect(Collectors.joining(", "));
  }

  private static Map<String, TensorInfo> tensors(Map<String, NodeInfo> nodes) {
    Map<String, TensorInfo> tensors = new TreeMap<>();
    nodes.forEach(
        (name, node) -> {
          if (node.getInfo() instanceof TensorInfo tensor) {
            tensors.put(name, tensor);
          }
        });
    return tensors;
  }

  private static void close(List<OrtSession> sessions) {
    for (OrtSession session : sessions) {
      try {
        session.close();
      } catch (OrtException e) {
        throw new ModelException("A model session cannot be closed: " + e.getMessage(), e);
      }
    }
  }

  @Override
  public void close() {
    close(sessions);
  }
}
