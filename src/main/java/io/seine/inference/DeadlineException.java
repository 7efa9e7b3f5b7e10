package io.seine.inference;

/** The deadline passed before the runs that an answer needs had begun. */
public final class DeadlineException extends RuntimeException {
  public DeadlineException(String message) {
    super(message);
  }
}
