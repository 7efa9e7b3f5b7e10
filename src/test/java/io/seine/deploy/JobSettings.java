package io.seine.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.job.IndexDocuments;
import io.seine.job.PrepareIndex;
import io.seine.job.RankQueries;
import io.seine.job.Setting;
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

  /** A misspelt name in an environment would be overlooked by the jobs. */
  static void requireKnown(String where, Collection<String> environment) {
    for (String name : environment) {
      if (name.startsWith("SEINE_") && !name.startsWith("SEINE_KAFKA_")) {
        assertThat(NAMES).as(where).contains(name);
      }
    }
  }
}
