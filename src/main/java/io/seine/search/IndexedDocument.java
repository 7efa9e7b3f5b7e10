package io.seine.search;

import java.util.List;
import java.util.Map;

/**
 * A document as the index holds it: with the vector of the whole and its passages with theirs.
 *
 * @param keptVectors all of them once more, by keys of 32 hexadecimal digits that name what they
 *     were made of, for {@link DocumentLookup}; empty when the index has no place for them
 */
public record IndexedDocument(
    String id,
    long version,
    String title,
    String text,
    Map<String, Object> metadata,
    float[] vector,
    List<IndexedPassage> passages,
    Map<String, float[]> keptVectors) {}
