package io.seine.text;

/**
 * A stretch of a document's text, short enough to be embedded and read whole.
 *
 * @param start where it begins in the document's text, in UTF-16 units
 * @param end where it ends, exclusive
 */
public record Passage(String text, int start, int end) {}
