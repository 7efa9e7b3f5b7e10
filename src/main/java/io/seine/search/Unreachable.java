package io.seine.search;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Optional;
import org.apache.hc.client5.http.ConnectTimeoutException;

/** Why nobody was met at an address, in words. */
final class Unreachable {
  private Unreachable() {}

  /** The reason; nothing where the failure is another. */
  static Optional<String> why(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException) {
        return Optional.of("there is no host of this name");
      }
      if (cause instanceof ConnectException || cause instanceof ConnectTimeoutException) {
        // The client puts what it tried before the reason.
        return Optional.of(String.valueOf(cause.getMessage()).replaceFirst("^.* failed: ", ""));
      }
    }
    return Optional.empty();
  }
}
