package io.seine.local;

import io.seine.job.IndexDocuments;
import io.seine.job.PrepareIndex;
import io.seine.job.RankQueries;
import io.seine.job.Setting;
import io.seine.job.Settings;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Settings that are given once for all jobs of a Seine on this machine: each job takes those that
 * it knows, above what its file in jobs/ says.
 */
public final class SharedSettings {
  private final Path home;
  private final Map<String, String> overrides;

  /**
   * @param home the folder of the project, where jobs/ is
   * @throws io.seine.job.SettingsException when no job knows a key: it would have no effect
   */
  public SharedSettings(Path home, Map<String, String> overrides) {
    this.home = home;
    this.overrides = Map.copyOf(overrides);
    List<Setting<?>> known =
        Stream.of(PrepareIndex.SETTINGS, IndexDocuments.SETTINGS, RankQueries.SETTINGS)
            .<Setting<?>>flatMap(Collection::stream)
            .toList();
    this.overrides.keySet().forEach(key -> Settings.requireKnown(key, known));
  }

  /** The same, and further ones above them. */
  public SharedSettings with(Map<String, String> further) {
    Map<String, String> all = new LinkedHashMap<>(overrides);
    all.putAll(further);
    return new SharedSettings(home, all);
  }

  /** The settings of a job, checked, without a cluster's addresses. */
  public Settings of(String job, Collection<Setting<?>> known) {
    return of(job, known, Map.of());
  }

  /** The settings of a job, checked, on a cluster that is started. */
  public Settings of(String job, Collection<Setting<?>> known, LocalCluster cluster) {
    return of(
        job,
        known,
        Map.of(
            "kafka.bootstrap.servers",
            cluster.kafkaBootstrap(),
            "opensearch.url",
            cluster.openSearchUrl()));
  }

  private Settings of(String job, Collection<Setting<?>> known, Map<String, String> addresses) {
    Map<String, String> values =
        new LinkedHashMap<>(
            Settings.load(home.resolve("jobs").resolve(job).resolve("job.properties")));
    values.putAll(addresses);
    overrides.forEach(
        (key, value) -> {
          boolean takes =
              key.startsWith(Settings.KAFKA_PREFIX)
                  || known.stream().anyMatch(setting -> setting.key().equals(key));
          if (takes) {
            values.put(key, value);
          }
        });
    return Settings.of(values, known);
  }
}
