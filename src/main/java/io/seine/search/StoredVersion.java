package io.seine.search;

/**
 * The state of a document in an index, without what it says.
 *
 * @param deleted whether a tombstone stands in its place
 */
public record StoredVersion(String id, long version, boolean deleted) {}
