package io.seine.cli;

/** Thrown when Kafka did not take what was published. */
final class PublishException extends RuntimeException {
  PublishException(String message, Exception cause) {
    super(message, cause);
  }
}
