package io.seine.inference;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which files of a model directory are the model, by name alone. */
final class ModelFiles {
  static final String TOKENIZER = "tokenizer.json";

  private static final String CONFIG = "config.json";

  /** The files beside model and tokenizer that say how the model is to be used. */
  static final List<String> DESCRIPTIONS =
      List.of(
          CONFIG,
          "tokenizer_config.json",
          "sentence_bert_config.json",
          "config_sentence_transformers.json",
          "1_Pooling/config.json");

  /**
   * What transformers may need, beside {@link #DESCRIPTIONS}, to load a model and its tokenizer.
   */
  private static final Set<String> FOR_TRANSFORMERS =
      Set.of(
          TOKENIZER,
          "modules.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "vocab.txt",
          "vocab.json",
          "merges.txt",
          "sentencepiece.bpe.model",
          "spiece.model",
          "spm.model",
          "tokenizer.model",
          "model.safetensors.index.json");

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
    List<String> found = onnxFiles(names);
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
                            + (unexportedWeights(names).isEmpty()
                                ? " It has no PyTorch weights either that one could be made of: those"
                                    + " are config.json beside *.safetensors or pytorch_model*.bin, as"
                                    + " save_pretrained(…) of transformers writes them. Give the folder"
                                    + " of a model that has either."
                                : " Choose a model that is published as ONNX, or make the file:"
                                    + " ./seine models add, or tools/export-model.")
                        : where
                            + " has several ONNX files and none is called model.onnx. Say which"
                            + " one in the model's settings: "
                            + list(found)
                            + "."));
  }

  private static List<String> onnxFiles(List<String> names) {
    return names.stream()
        .filter(name -> name.toLowerCase(Locale.ROOT).endsWith(".onnx"))
        .filter(name -> !name.contains("/") || name.startsWith("onnx/"))
        .sorted()
        .toList();
  }

  /**
   * The files with PyTorch's weights where there is no ONNX file, safetensors before pickles; empty
   * where there is one, and where there is no model.
   */
  static List<String> unexportedWeights(List<String> names) {
    if (!onnxFiles(names).isEmpty() || !names.contains(CONFIG)) {
      return List.of();
    }
    List<String> safetensors = names.stream().filter(ModelFiles::isSafetensors).sorted().toList();
    return safetensors.isEmpty()
        ? names.stream()
            .filter(name -> name.startsWith("pytorch_model") && name.endsWith(".bin"))
            .sorted()
            .toList()
        : safetensors;
  }

  /** Whether a file in the directory itself holds weights and can hold nothing else. */
  static boolean isSafetensors(String name) {
    return !name.contains("/") && name.endsWith(".safetensors");
  }

  /** Whether a file is needed to export the model, its weights aside. */
  static boolean isForTransformers(String name) {
    return DESCRIPTIONS.contains(name) || FOR_TRANSFORMERS.contains(name);
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
