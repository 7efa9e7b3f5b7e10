package io.seine.cli.operations;

import io.seine.cli.terminal.CommandException;

/** Thrown when a job does not do what the operator asked for; the message says why. */
public final class OperationException extends CommandException {
  private static final long serialVersionUID = 1L;

  public OperationException(String message) {
    super(message);
  }

  public OperationException(String message, Throwable cause) {
    super(message, cause);
  }
}
