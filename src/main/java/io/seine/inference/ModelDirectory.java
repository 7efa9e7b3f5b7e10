package io.seine.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A local directory with a model's files, laid out as the Hugging Face hub does: an ONNX file (see
 * {@link ModelSettings#onnxFile}), tokenizer.json, and optionally what says how to use them.
 *
 * @param path the directory
 * @param id the model's name, for people
 * @param onnxFile the model file, relative to the directory
 * @param hash says which model this is, whatever its name and place: SHA-256 over those of the
 *     model file and the tokenizer
 * @param stated what the catalogue, or else the directory, says about the model's use
 */
public record ModelDirectory(
    Path path, String id, String onnxFile, String hash, ModelSettings stated) {

  /** Reads a directory; the settings matter for the choice among several ONNX files. */
  public static ModelDirectory open(Path path, String id, ModelSettings settings) {
    try {
      List<String> names = names(path);
      String onnxFile = ModelFiles.chooseOnnxFile(names, settings.onnxFile(), path.toString());
      if (!names.contains(ModelFiles.TOKENIZER)) {
        throw new ModelException(
            path
                + " has no tokenizer.json. Save it beside the model, for instance with"
                + " AutoTokenizer.from_pretrained(…).save_pretrained(…) of transformers.");
      }
      List<String> sums = new ArrayList<>();
      sums.add(Sha256.of(path.resolve(onnxFile)));
      for (String data : ModelFiles.externalData(names, onnxFile)) {
        sums.add(Sha256.of(path.resolve(data)));
      }
      sums.add(Sha256.of(path.resolve(ModelFiles.TOKENIZER)));
      String hash = contentHash(sums);
      ModelSettings stated =
          ModelCatalog.DEFAULT
              .byContentHash(hash)
              .map(CatalogEntry::settings)
              .orElseGet(() -> ModelDescription.read(path));
      return new ModelDirectory(path, id, onnxFile, hash, stated);
    } catch (IOException e) {
      throw new ModelException(
          "The model directory " + path + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * @param sums of the model file, its external data if there is any, and the tokenizer
   */
  static String contentHash(List<String> sums) {
    return Sha256.of(String.join("\n", sums));
  }

  Path modelFile() {
    return path.resolve(onnxFile);
  }

  Path tokenizerFile() {
    return path.resolve(ModelFiles.TOKENIZER);
  }

  /** The files of a directory and of those in it, relative, with '/'. */
  static List<String> names(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      throw new ModelException(path + " is not a directory.");
    }
    try (Stream<Path> files = Files.walk(path, 2)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> path.relativize(file).toString().replace('\\', '/'))
          .toList();
    }
  }
}
