package io.seine.message;

/** Thrown when a record itself is at fault, so that no retry will mend it. */
public final class InvalidRecordException extends Exception {
  private final ErrorCode code;
  private final String message;

  public InvalidRecordException(ErrorCode code, String message) {
    super(message);
    this.code = code;
    this.message = message;
  }

  public ErrorCode code() {
    return code;
  }

  @Override
  public String getMessage() {
    return message;
  }
}
