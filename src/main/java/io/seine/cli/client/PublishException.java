package io.seine.cli.client;

import io.seine.cli.terminal.CommandException;

/** Thrown when Kafka did not take what was published. */
public final class PublishException extends CommandException {
  PublishException(String message, Exception cause) {
    super(message, cause);
  }
}
