package io.seine.job;

import java.util.Map;
import org.apache.commons.text.StringSubstitutor;
import org.apache.commons.text.lookup.StringLookup;
import org.apache.commons.text.lookup.StringLookupFactory;

/**
 * Secrets, which settings only refer to: {@code ${env:NAME}} is an environment variable, {@code
 * ${file:UTF-8:/path}} the content of a file. A reference is resolved in the process that needs it,
 * so that no secret stands in a job graph or on Flink's pages.
 */
final class Secrets {
  private static final StringLookup LOOKUP =
      StringLookupFactory.INSTANCE.interpolatorStringLookup(
          Map.of(
              StringLookupFactory.KEY_ENV,
              StringLookupFactory.INSTANCE.environmentVariableStringLookup(),
              StringLookupFactory.KEY_FILE,
              StringLookupFactory.INSTANCE.fileStringLookup()),
          null,
          false);

  private Secrets() {}

  /**
   * The value with its references resolved.
   *
   * @throws SettingsException when a reference leads nowhere; the message names the key, not the
   *     secret
   */
  static String resolve(String key, String value) {
    try {
      return new StringSubstitutor(LOOKUP)
          .setEnableUndefinedVariableException(true)
          .replace(value)
          .strip();
    } catch (IllegalArgumentException e) {
      throw new SettingsException(
          key + " refers to an environment variable or a file that is not there: " + value, e);
    }
  }
}
