package io.seine.cli.client;

import io.seine.cli.terminal.CommandException;

/** Thrown when queries were not answered, so that there is nothing to judge. */
public final class ResultsMissingException extends CommandException {
  public ResultsMissingException(String message) {
    super(message);
  }
}
