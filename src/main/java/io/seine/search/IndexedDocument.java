package io.seine.search;

import java.util.List;
import java.util.Map;

/** A document as the index holds it: with the vector of the whole and its passages with theirs. */
public record IndexedDocument(
    String id,
    long version,
    String title,
    String text,
    Map<String, Object> metadata,
    float[] vector,
    List<IndexedPassage> passages) {}
