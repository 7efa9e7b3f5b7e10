package io.seine.cli.options;

/** Thrown when nobody listens where Kafka should be; the message says what to do. */
public final class NoKafkaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NoKafkaException(String message, Exception cause) {
    super(message, cause);
  }
}
