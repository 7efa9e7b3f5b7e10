package io.seine.stage;

/**
 * Thrown by a stage when no input could be processed until somebody mends something: the wrong
 * index, the wrong model, a refused login. The job stops with its message rather than restart for
 * ever.
 */
public final class StageFailure extends RuntimeException {
  public StageFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
