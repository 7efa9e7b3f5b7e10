package io.seine.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The versions that the poms pin, which images have to follow. */
final class Versions {
  private Versions() {}

  /** The project's own. */
  static String seine() {
    return find(Path.of("pom.xml"), "<artifactId>seine</artifactId>\\s*<version>([^<]+)<");
  }

  /** A property of the project's pom. */
  static String property(String name) {
    return find(Path.of("pom.xml"), "<" + Pattern.quote(name) + ">([^<]+)<");
  }

  /** The OpenSearch of the local cluster. */
  static String openSearch() {
    return find(Path.of("src", "servers", "opensearch", "pom.xml"), "<opensearch.version>([^<]+)<");
  }

  private static String find(Path file, String pattern) {
    try {
      Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(file));
      if (!matcher.find()) {
        throw new IllegalStateException(file + " has nothing like " + pattern);
      }
      return matcher.group(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
