package io.seine.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.job.IndexDocuments;
import io.seine.job.PrepareIndex;
import io.seine.job.RankQueries;
import io.seine.job.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names that settings of the jobs have in an environment. */
final class JobSettings {
  private static final Set<String> NAMES =
      Stream.of(PrepareIndex.SETTINGS, IndexDocuments.SETTINGS, RankQueries.SETTINGS)
          .flatMap(Collection::stream)
          .map(Setting::key)
          .map(key -> "SEINE_" + key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"))
          .collect(Collectors.toUnmodifiableSet());

  private JobSettings() {}

  /** A misspelt name in an environment would be overlooked: by the jobs, or by their logging. */
  static void requireKnown(String where, Collection<String> environment) throws IOException {
    String logging = Files.readString(Path.of("docker", "flink", "log4j-console.properties"));
    for (String name : environment) {
      if (name.startsWith("SEINE_") && !name.startsWith("SEINE_KAFKA_")) {
        assertThat(NAMES.contains(name) || logging.contains(name))
            .as("%s: %s is a setting", where, name)
            .isTrue();
      }
    }
  }
}
