package io.seine.cli.terminal;

import org.jspecify.annotations.Nullable;

/**
 * What keeps a command from doing what it was asked to. The message is for the person who gave the
 * command: it is all that is printed.
 */
public abstract class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  protected CommandException(String message) {
    super(message);
  }

  protected CommandException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
