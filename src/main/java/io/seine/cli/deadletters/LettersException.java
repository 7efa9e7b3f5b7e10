package io.seine.cli.deadletters;

import io.seine.cli.terminal.CommandException;

/** Thrown when dead letters can't be read or published again. */
public final class LettersException extends CommandException {
  public LettersException(String message) {
    super(message);
  }

  public LettersException(String message, Exception cause) {
    super(message, cause);
  }
}
