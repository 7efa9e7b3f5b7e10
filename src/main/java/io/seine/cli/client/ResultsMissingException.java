package io.seine.cli.client;

/** Thrown when queries were not answered, so that there is nothing to judge. */
public final class ResultsMissingException extends RuntimeException {
  public ResultsMissingException(String message) {
    super(message);
  }
}
