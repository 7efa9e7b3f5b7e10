package io.seine.message;

import java.util.Map;

/**
 * A document as its publisher wrote it.
 *
 * @param title may be empty
 * @param text may be empty when there is a title
 * @param metadata the declared metadata: strings, numbers, booleans, and lists of these
 */
public record Document(String id, String title, String text, Map<String, Object> metadata) {}
