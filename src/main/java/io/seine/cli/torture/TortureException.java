package io.seine.cli.torture;

import io.seine.cli.terminal.CommandException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a fault run can't go on and therefore has no verdict; the message is for its user.
 */
public final class TortureException extends CommandException {
  TortureException(String message) {
    super(message);
  }

  TortureException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
