package io.seine.cli.input;

import io.seine.cli.terminal.CommandException;

/** Thrown when a file or folder that the user named can't be read as what it should be. */
public final class InputException extends CommandException {
  public InputException(String message) {
    super(message);
  }

  public InputException(String message, Exception cause) {
    super(message, cause);
  }
}
