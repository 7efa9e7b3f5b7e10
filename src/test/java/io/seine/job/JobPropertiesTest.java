package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** jobs/ holds every setting of each job with the default that the code has. */
class JobPropertiesTest {
  private static final String BOOTSTRAP = "kafka.bootstrap.servers";

  static Stream<Arguments> jobs() {
    return Stream.of(
        Arguments.of(PrepareIndex.NAME, PrepareIndex.SETTINGS),
        Arguments.of(IndexDocuments.NAME, IndexDocuments.SETTINGS),
        Arguments.of(RankQueries.NAME, RankQueries.SETTINGS));
  }

  private static Map<String, String> file(String job) {
    return Settings.load(Path.of("jobs", job, "job.properties"));
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void theFileHoldsEverySettingWithItsDefault(String job, List<Setting<?>> settings) {
    Map<String, Object> defaults = new LinkedHashMap<>();
    Map<String, Object> given = new LinkedHashMap<>();
    Map<String, String> file = file(job);
    for (Setting<?> setting : settings) {
      defaults.put(setting.key(), setting.parse(setting.defaultText()));
      given.put(setting.key(), setting.parse(file.getOrDefault(setting.key(), "(missing)")));
    }
    assertThat(given).isEqualTo(defaults);
    file.remove(BOOTSTRAP);
    assertThat(file.keySet()).isSubsetOf(defaults.keySet());
  }
}
