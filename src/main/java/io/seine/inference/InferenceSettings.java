package io.seine.inference;

import java.nio.file.Path;

/**
 * How inference is run in a process.
 *
 * @param provider what models run on
 * @param cores how many runs go on at once
 * @param queryOrder which waiting query gets the next free core
 * @param documentShare the part of the runs, in 0–1, that documents get while queries wait too
 * @param rememberedScores how many pairs a cross-encoder remembers the logits of
 * @param rememberedQueries how many queries a bi-encoder remembers the vectors of
 * @param modelCache where fetched models are kept
 */
public record InferenceSettings(
    ExecutionProvider provider,
    int cores,
    QueryOrder queryOrder,
    double documentShare,
    int rememberedScores,
    int rememberedQueries,
    Path modelCache) {
  public InferenceSettings {
    if (cores < 1) {
      throw new IllegalArgumentException("cores is " + cores + "; it must be at least 1");
    }
  }
}
