package io.seine.local;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a part of the local cluster can't be started or used; the message is for its user.
 */
public final class ClusterException extends RuntimeException {
  public ClusterException(String message) {
    super(message);
  }

  public ClusterException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
