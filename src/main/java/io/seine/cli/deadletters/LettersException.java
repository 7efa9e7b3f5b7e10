package io.seine.cli.deadletters;

/** Thrown when dead letters can't be read or published again. */
public final class LettersException extends RuntimeException {
  public LettersException(String message) {
    super(message);
  }

  public LettersException(String message, Exception cause) {
    super(message, cause);
  }
}
