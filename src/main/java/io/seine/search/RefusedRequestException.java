package io.seine.search;

/**
 * Thrown when OpenSearch refuses a request for what it holds: neither a retry nor an operator mends
 * it.
 */
public final class RefusedRequestException extends RuntimeException {
  public RefusedRequestException(String message) {
    super(message);
  }
}
