package io.seine.message;

/**
 * Anything on its way through a job: it knows the record it came from, and so can become a dead
 * letter.
 */
public interface Sourced {
  SourceRecord source();
}
