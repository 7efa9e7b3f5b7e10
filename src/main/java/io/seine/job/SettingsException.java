package io.seine.job;

/**
 * Thrown at the start of a job for a setting that is unknown or not allowed; the message is for the
 * operator.
 */
public final class SettingsException extends IllegalArgumentException {
  public SettingsException(String message) {
    super(message);
  }

  public SettingsException(String message, Throwable cause) {
    super(message, cause);
  }
}
