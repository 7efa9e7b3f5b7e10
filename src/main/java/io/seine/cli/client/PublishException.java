package io.seine.cli.client;

/** Thrown when Kafka did not take what was published. */
public final class PublishException extends RuntimeException {
  PublishException(String message, Exception cause) {
    super(message, cause);
  }
}
