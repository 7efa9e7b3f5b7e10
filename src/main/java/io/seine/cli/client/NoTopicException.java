package io.seine.cli.client;

import io.seine.cli.terminal.CommandException;

/** Thrown when a topic is not there that a command needs. */
public final class NoTopicException extends CommandException {
  NoTopicException(String topic, String address, Exception cause) {
    super("There is no topic '%s' at %s.".formatted(topic, address), cause);
  }
}
