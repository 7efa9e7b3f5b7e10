package io.seine.message;

/**
 * The declared type of a metadata field. A field of any type may hold one value or a list of them.
 */
public enum MetadataType {
  /** Strings, compared whole. */
  KEYWORD,
  /** Whole numbers of 64 bits. */
  LONG,
  /** Numbers. */
  DOUBLE,
  BOOLEAN,
  /** ISO 8601 dates and times, or milliseconds since the epoch. */
  DATE
}
