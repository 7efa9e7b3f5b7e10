package io.seine.job;

import io.seine.access.Secrets;

/**
 * Thrown at the start of a job for a setting that is unknown or not allowed; the message is for the
 * operator.
 */
public final class SettingsException extends IllegalArgumentException {
  public SettingsException(String message) {
    super(message);
  }

  /** For a setting that holds a secret itself; the message shows nothing of it. */
  static SettingsException holdsSecret(String key) {
    return new SettingsException(
        key
            + " holds a secret. Settings are shown on Flink's pages and kept with the job, so they only refer to secrets: write "
            + Secrets.ALLOWED
            + ". docs/security.md has examples.");
  }

  public SettingsException(String message, Throwable cause) {
    super(message, cause);
  }
}
