package io.seine.search;

/** What has to be known of an index to search it. */
public record IndexContents(MetadataTypes metadata, VectorStorage vectors) {}
