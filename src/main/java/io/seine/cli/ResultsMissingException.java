package io.seine.cli;

/** Thrown when queries were not answered, so that there is nothing to judge. */
final class ResultsMissingException extends RuntimeException {
  ResultsMissingException(String message) {
    super(message);
  }
}
