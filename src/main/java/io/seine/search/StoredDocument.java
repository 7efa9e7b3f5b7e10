package io.seine.search;

import io.seine.message.Document;
import org.jspecify.annotations.Nullable;

/**
 * A document as an index keeps it, without what was made of it.
 *
 * @param document null when a tombstone stands in its place
 */
public record StoredDocument(String id, long version, @Nullable Document document) {}
