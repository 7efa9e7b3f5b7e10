package io.seine.inference;

import org.jspecify.annotations.Nullable;

/** A model cannot be had or cannot be used; the message says which, why, and what to do. */
public final class ModelException extends RuntimeException {
  public ModelException(String message) {
    super(message);
  }

  public ModelException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
