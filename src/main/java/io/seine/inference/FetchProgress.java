package io.seine.inference;

/** Is told how far the fetching of a model has come; called often, from the fetching thread. */
@FunctionalInterface
public interface FetchProgress {
  /** Nobody watches. */
  FetchProgress NONE = (label, done, total) -> {};

  /**
   * @param label what is being fetched
   * @param done the bytes so far
   * @param total all bytes, or -1 when that is not known
   */
  void update(String label, long done, long total);
}
