package io.seine.inference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A model that has PyTorch's weights and no ONNX file: it can be read with when it is exported.
 *
 * @param path its directory
 * @param id the model's name, for people
 * @param hash says which weights these are, whatever their name and place
 */
public record UnexportedModel(Path path, String id, String hash) {

  /** The model in a directory, if it is such a one. */
  static Optional<UnexportedModel> of(Path path, String id) {
    try {
      return read(path, id);
    } catch (IOException e) {
      throw new ModelException(
          "The model directory " + path + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static Optional<UnexportedModel> read(Path path, String id) throws IOException {
    List<String> names = ModelDirectory.names(path);
    List<String> weights = ModelFiles.unexportedWeights(names);
    if (weights.isEmpty()) {
      return Optional.empty();
    }
    List<String> sums = new ArrayList<>();
    for (String name : names.stream().sorted().toList()) {
      if (weights.contains(name) || ModelFiles.isForTransformers(name)) {
        sums.add(name + " " + Sha256.of(path.resolve(name)));
      }
    }
    return Optional.of(new UnexportedModel(path, id, ModelDirectory.contentHash(sums)));
  }
}
