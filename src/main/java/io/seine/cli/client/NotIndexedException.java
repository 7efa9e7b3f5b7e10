package io.seine.cli.client;

/** Thrown when documents that were published do not come into the index. */
public final class NotIndexedException extends RuntimeException {
  NotIndexedException(String message) {
    super(message);
  }
}
