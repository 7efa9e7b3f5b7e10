package io.seine.inference;

import java.nio.file.Path;

/**
 * How inference is run in a process.
 *
 * @param cores how many runs go on at once
 * @param queryOrder which waiting query gets the next free core
 * @param documentShare the part of the runs, in 0–1, that documents get while queries wait too
 * @param modelCache where fetched models are kept
 */
public record InferenceSettings(
    int cores, QueryOrder queryOrder, double documentShare, Path modelCache) {
  public InferenceSettings {
    if (cores < 1) {
      throw new IllegalArgumentException("cores is " + cores + "; it must be at least 1");
    }
  }
}
