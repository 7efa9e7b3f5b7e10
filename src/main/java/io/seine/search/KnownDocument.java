package io.seine.search;

import java.util.Map;

/**
 * What an index holds of a document already, as of its last refresh.
 *
 * @param version of the document, or of the tombstone in its place; {@link #NO_VERSION} when there
 *     is neither, or nobody knows
 * @param vectors by their keys, which name what each was made of
 */
public record KnownDocument(long version, Map<String, float[]> vectors) {
  /** Less than any version. */
  public static final long NO_VERSION = -1;

  /** Nothing is known. */
  public static final KnownDocument NONE = new KnownDocument(NO_VERSION, Map.of());
}
