package io.seine.search;

/**
 * A passage as the index holds it: characters [start, end) of the document's text, and their
 * vector.
 */
public record IndexedPassage(String text, int start, int end, float[] vector) {}
