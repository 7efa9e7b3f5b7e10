package io.seine.search;

import org.jspecify.annotations.Nullable;

/** Thrown when OpenSearch gave no answer this time: it is down, slow or overloaded. */
public final class RetryableSearchException extends RuntimeException {
  public RetryableSearchException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
