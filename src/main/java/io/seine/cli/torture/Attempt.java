package io.seine.cli.torture;

import io.seine.flink.FlinkRestException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Something asked of Flink until it does it once. */
final class Attempt<T> {
  private final Supplier<T> request;
  private @Nullable T result;
  private String why = "it was never asked, since the job did not run";

  Attempt(Supplier<T> request) {
    this.request = request;
  }

  /** Asks; returns whether it was done. */
  boolean succeeds() {
    try {
      result = request.get();
      return true;
    } catch (FlinkRestException e) {
      why = String.valueOf(e.getMessage());
      return false;
    }
  }

  /**
   * What came of it.
   *
   * @param failure what is wrong when nothing did
   */
  T result(String failure) {
    if (result == null) {
      throw new TortureException(failure + ": " + why);
    }
    return result;
  }

  /** Why the last time it was not done. */
  String why() {
    return why;
  }
}
