package io.seine.cli.bench.measure;

import io.seine.cli.terminal.CommandException;
import org.jspecify.annotations.Nullable;

/** A benchmark cannot be run; the message says why. */
public final class BenchException extends CommandException {
  public BenchException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
