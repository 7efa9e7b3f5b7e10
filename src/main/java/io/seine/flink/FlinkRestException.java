package io.seine.flink;

/** Thrown when a Flink cluster cannot be asked, or refuses; the message says what to do. */
public final class FlinkRestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FlinkRestException(String message) {
    super(message);
  }

  FlinkRestException(String message, Throwable cause) {
    super(message, cause);
  }
}
