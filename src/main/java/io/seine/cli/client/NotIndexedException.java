package io.seine.cli.client;

import io.seine.cli.terminal.CommandException;

/** Thrown when documents that were published do not come into the index. */
public final class NotIndexedException extends CommandException {
  NotIndexedException(String message) {
    super(message);
  }
}
