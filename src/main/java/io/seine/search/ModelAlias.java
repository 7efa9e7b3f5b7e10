package io.seine.search;

/**
 * The alias of the index that holds one bi-encoder's vectors: the public alias and the beginning of
 * the bi-encoder's hash, such as {@code documents-4a69959ddabe}. It never moves to another index,
 * and it is what jobs write to and search: so no job can come upon vectors of another bi-encoder,
 * whatever the public alias stands for by then, and whenever the job begins again.
 */
public final class ModelAlias {
  /** Enough of the hash to tell any two bi-encoders apart. */
  private static final int HASH_LENGTH = 12;

  private ModelAlias() {}

  public static String of(String publicAlias, String biEncoderHash) {
    return publicAlias
        + "-"
        + biEncoderHash.substring(0, Math.min(HASH_LENGTH, biEncoderHash.length()));
  }
}
