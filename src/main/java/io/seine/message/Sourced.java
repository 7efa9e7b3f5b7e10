package io.seine.message;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Anything on its way through a job: it knows the record it came from, and so can become a dead
 * letter.
 */
public interface Sourced {
  SourceRecord source();

  /** The id of the document or the query, or null where it is not known. */
  @Nullable String subject();

  /** What is worth telling those who watch: few numbers and names, and no text of anybody's. */
  default Map<String, Object> facts() {
    return Map.of();
  }
}
