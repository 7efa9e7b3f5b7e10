package io.seine.local;

import io.seine.job.IndexDocuments;
import io.seine.job.PrepareIndex;
import io.seine.job.RankQueries;
import io.seine.job.Setting;
import io.seine.job.Settings;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The whole of Seine on this machine: a cluster, its topics, its index, and both jobs. */
public final class LocalSeine implements AutoCloseable {
  /**
   * Enough that indexing and ranking go on side by side; the cores are shared below, not by Flink.
   */
  private static final int PARTITIONS = 2;

  private final LocalCluster cluster;
  private final LocalFlink.RunningJob indexDocuments;
  private final LocalFlink.RunningJob rankQueries;

  private LocalSeine(
      LocalCluster cluster,
      LocalFlink.RunningJob indexDocuments,
      LocalFlink.RunningJob rankQueries) {
    this.cluster = cluster;
    this.indexDocuments = indexDocuments;
    this.rankQueries = rankQueries;
  }

  /**
   * Starts it all.
   *
   * @param home the folder of the project, where jobs/ is
   * @param overrides settings that stand above those in jobs/; each job takes those that it knows
   * @param progress is told in a line what is done
   */
  public static LocalSeine start(
      LocalCluster.Options options,
      Path home,
      Map<String, String> overrides,
      Consumer<String> progress)
      throws Exception {
    LocalCluster cluster = LocalCluster.start(options, progress);
    try {
      cluster.createTopics(
          Map.of(
              "documents", PARTITIONS,
              "queries", PARTITIONS,
              "ranked-results", PARTITIONS,
              "dead-letters", 1));
      Map<String, String> local = new LinkedHashMap<>();
      local.put("kafka.bootstrap.servers", cluster.kafkaBootstrap());
      local.put("opensearch.url", cluster.openSearchUrl());
      local.putAll(overrides);
      PrepareIndex.prepare(settings(home, PrepareIndex.NAME, local, PrepareIndex.SETTINGS));
      progress.accept("The index is ready");
      Settings documents = settings(home, IndexDocuments.NAME, local, IndexDocuments.SETTINGS);
      Settings queries = settings(home, RankQueries.NAME, local, RankQueries.SETTINGS);
      LocalFlink.RunningJob indexDocuments =
          cluster
              .flink()
              .submit(IndexDocuments.NAME, 1, env -> IndexDocuments.build(env, documents));
      LocalFlink.RunningJob rankQueries =
          cluster.flink().submit(RankQueries.NAME, 1, env -> RankQueries.build(env, queries));
      progress.accept("Both jobs are submitted");
      return new LocalSeine(cluster, indexDocuments, rankQueries);
    } catch (Exception e) {
      cluster.close();
      throw e;
    }
  }

  private static Settings settings(
      Path home, String job, Map<String, String> overrides, Collection<Setting<?>> known) {
    Map<String, String> values =
        new LinkedHashMap<>(
            Settings.load(home.resolve("jobs").resolve(job).resolve("job.properties")));
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

  public LocalCluster cluster() {
    return cluster;
  }

  public LocalFlink.RunningJob indexDocuments() {
    return indexDocuments;
  }

  public LocalFlink.RunningJob rankQueries() {
    return rankQueries;
  }

  @Override
  public void close() {
    cluster.close();
  }
}
