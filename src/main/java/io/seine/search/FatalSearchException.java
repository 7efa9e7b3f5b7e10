package io.seine.search;

/** Thrown when no request can succeed until somebody mends something; the message says what. */
public final class FatalSearchException extends RuntimeException {
  public FatalSearchException(String message) {
    super(message);
  }
}
