package io.seine.cli.options;

import io.seine.cli.terminal.CommandException;

/** Thrown when nobody listens where Kafka should be; the message says what to do. */
public final class NoKafkaException extends CommandException {
  private static final long serialVersionUID = 1L;

  NoKafkaException(String message, Exception cause) {
    super(message, cause);
  }
}
