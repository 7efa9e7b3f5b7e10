package io.seine.access;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Secrets, which settings only refer to: {@code ${env:NAME}} is an environment variable, {@code
 * ${file:UTF-8:/path}} the content of a file. A reference is resolved in the process that needs it,
 * so that no secret stands in a job graph or on Flink's pages.
 */
public final class Secrets {
  /** What a setting that must not hold a secret has to be. */
  public static final String ALLOWED = "a reference: ${env:NAME} or ${file:UTF-8:/path}";

  static final String ENVIRONMENT = "env";
  static final String FILE = "file";

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]+)}");

  private Secrets() {}

  /** Whether the value is one reference and nothing beside it. */
  public static boolean isReference(String value) {
    return REFERENCE.matcher(value).matches();
  }

  /**
   * The value with its references resolved; what they lead to is taken as it is.
   *
   * @throws SecretException when a reference leads nowhere
   */
  public static String resolve(String value) {
    Matcher references = REFERENCE.matcher(value);
    return references.replaceAll(
        reference -> Matcher.quoteReplacement(read(reference.group(1), reference.group(2))));
  }

  /**
   * What a reference leads to, without white space around it.
   *
   * @param kind {@link #ENVIRONMENT} or {@link #FILE}
   * @param place the name of a variable, or a character set and a path
   */
  static String read(String kind, String place) {
    String secret = (kind.equals(FILE) ? file(place) : variable(place)).strip();
    if (secret.isEmpty()) {
      throw nowhere(kind, place, "it is empty there", null);
    }
    return secret;
  }

  private static String variable(String name) {
    String value = System.getenv(name);
    if (value == null) {
      throw nowhere(ENVIRONMENT, name, "this process has no such environment variable", null);
    }
    return value;
  }

  private static String file(String place) {
    int colon = place.indexOf(':');
    try {
      // Without a character set, UTF-8.
      return colon < 0
          ? Files.readString(Path.of(place))
          : Files.readString(
              Path.of(place.substring(colon + 1)), Charset.forName(place.substring(0, colon)));
    } catch (NoSuchFileException e) {
      throw nowhere(FILE, place, "there is no such file on this machine", e);
    } catch (InvalidPathException | IOException e) {
      throw nowhere(FILE, place, "it can't be read: " + e, e);
    } catch (IllegalArgumentException e) {
      throw nowhere(FILE, place, place.substring(0, colon) + " is no character set", e);
    }
  }

  private static SecretException nowhere(
      String kind, String place, String why, @Nullable Throwable cause) {
    return new SecretException(
        "A setting refers to ${%s:%s}, and %s. Every process that uses the setting has to find it: each JobManager and TaskManager, and the command."
            .formatted(kind, place, why),
        cause);
  }
}
