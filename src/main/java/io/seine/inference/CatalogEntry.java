package io.seine.inference;

import java.util.List;

/**
 * A model that can be asked for by a short name, because a package that holds it is known to the
 * byte.
 *
 * @param name the short name
 * @param kind what it is for
 * @param source where the model was published by those who trained it
 * @param licence its SPDX identifier
 * @param archive the package that holds its files
 * @param files model.onnx and tokenizer.json, in this order
 * @param settings what the files do not say
 */
public record CatalogEntry(
    String name,
    Kind kind,
    String source,
    String licence,
    PackageArchive archive,
    List<PinnedFile> files,
    ModelSettings settings) {

  /** What a model is for. */
  public enum Kind {
    BI_ENCODER,
    CROSS_ENCODER
  }

  /**
   * A file of the model.
   *
   * @param name its name in the model's directory
   * @param archiveName its name in the package
   */
  public record PinnedFile(String name, String archiveName, String sha256) {}

  String contentHash() {
    return ModelDirectory.contentHash(files.stream().map(PinnedFile::sha256).toList());
  }
}
