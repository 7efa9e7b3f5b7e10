package io.seine.stage;

import java.util.concurrent.CompletionException;

/** What stands behind the wrapping of futures. */
public final class Causes {
  private Causes() {}

  /** The exception that a future failed with. */
  public static Throwable root(Throwable thrown) {
    return thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }
}
