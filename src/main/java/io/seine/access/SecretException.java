package io.seine.access;

import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a reference to a secret leads nowhere; the message names the reference and what to
 * do, and never a secret. Flink does not restart a job for it.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public final class SecretException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SecretException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
