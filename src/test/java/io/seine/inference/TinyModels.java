package io.seine.inference;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** The generated models among the test resources; see src/test/reference/make_tiny_models.py. */
final class TinyModels {
  private TinyModels() {}

  static Path path(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(TinyModels.class.getResource("/models/" + name)).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static ModelDirectory directory(String name) {
    return ModelDirectory.open(path(name), name, ModelSettings.NONE);
  }

  static ModelSettings onnxFile(String file) {
    return new ModelSettings(file, Pooling.MEAN, null, null, 32, null);
  }
}
