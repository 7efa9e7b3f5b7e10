package io.seine.inference;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which files of a model directory are the model, by name alone. */
final class ModelFiles {
  static final String TOKENIZER = "tokenizer.json";

  /** The files beside model and tokenizer that say how the model is to be used. */
  static final List<String> DESCRIPTIONS =
      List.of(
          "config.json",
          "tokenizer_config.json",
          "sentence_bert_config.json",
          "config_sentence_transformers.json",
          "1_Pooling/config.json");

  private ModelFiles() {}

  /**
   * Chooses the model file: the one that is asked for; else the only one; else model.onnx, in the
   * directory itself or in onnx/. A quantised variant gives other vectors and scores than the model
   * that was published, so it is never taken unasked.
   *
   * @param names the files there are, relative, with '/'
   * @param where what to call the place in errors
   */
  static String chooseOnnxFile(List<String> names, @Nullable String wanted, String where) {
    List<String> found =
        names.stream()
            .filter(name -> name.toLowerCase(Locale.ROOT).endsWith(".onnx"))
            .filter(name -> !name.contains("/") || name.startsWith("onnx/"))
            .sorted()
            .toList();
    if (wanted != null) {
      if (!found.contains(wanted)) {
        throw new ModelException(
            where + " has no file " + wanted + ". It has these ONNX files: " + list(found) + ".");
      }
      return wanted;
    }
    if (found.size() == 1) {
      return found.get(0);
    }
    return Stream.of("model.onnx", "onnx/model.onnx")
        .filter(found::contains)
        .findFirst()
        .orElseThrow(
            () ->
                new ModelException(
                    found.isEmpty()
                        ? where
                            + " has no ONNX file, neither in the directory itself nor in onnx/."
                            + " Choose a model that is published as ONNX, or export it"
                            + " (optimum-cli export onnx)."
                        : where
                            + " has several ONNX files and none is called model.onnx. Say which"
                            + " one in the model's settings: "
                            + list(found)
                            + "."));
  }

  /** The files in which ONNX keeps the weights of models above 2 GB, beside the model file. */
  static List<String> externalData(List<String> names, String onnxFile) {
    return names.stream()
        .filter(name -> name.startsWith(onnxFile + "_data") || name.startsWith(onnxFile + ".data"))
        .sorted()
        .toList();
  }

  private static String list(List<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }
}
