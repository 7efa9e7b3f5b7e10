package io.seine.local;

import io.seine.job.FetchModels;
import io.seine.job.IndexDocuments;
import io.seine.job.PrepareIndex;
import io.seine.job.RankQueries;
import io.seine.job.RecordSizes;
import io.seine.job.Setting;
import io.seine.job.Settings;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The whole of Seine on this machine: a cluster, its topics, its index, and both jobs. */
public final class LocalSeine implements AutoCloseable {
  /**
   * Enough that indexing and ranking go on side by side; the cores are shared below, not by Flink.
   */
  private static final int PARTITIONS = 2;

  private final LocalCluster cluster;
  private final SharedSettings settings;
  private LocalFlink.@Nullable RunningJob indexDocuments;
  private LocalFlink.@Nullable RunningJob rankQueries;

  /**
   * A Seine that is not started yet.
   *
   * @param home the folder of the project, where jobs/ is
   * @param overrides settings that stand above those in jobs/; each job takes those that it knows
   */
  public LocalSeine(LocalCluster.Options options, Path home, Map<String, String> overrides) {
    this.settings = new SharedSettings(home, overrides);
    this.cluster = new LocalCluster(options);
  }

  /** A Seine that is up, and said nothing while it started. */
  public static LocalSeine started(
      LocalCluster.Options options, Path home, Map<String, String> overrides) throws Exception {
    LocalSeine seine = new LocalSeine(options, home, overrides);
    seine.start(line -> {});
    return seine;
  }

  /**
   * Starts it all. It may be closed from another thread meanwhile.
   *
   * @param progress is told in a line what is done
   */
  public void start(Consumer<String> progress) throws Exception {
    FetchModels.fetch(settings(RankQueries.NAME, RankQueries.SETTINGS), progress);
    cluster.start(progress);
    try {
      cluster.createTopics(
          Map.of(
              "documents", PARTITIONS,
              "queries", PARTITIONS,
              "ranked-results", PARTITIONS,
              "dead-letters", 1));
      cluster.allowRecords(
          RecordSizes.ofTopics(
              settings(IndexDocuments.NAME, IndexDocuments.SETTINGS),
              settings(RankQueries.NAME, RankQueries.SETTINGS)));
      PrepareIndex.Prepared index =
          PrepareIndex.prepare(settings(PrepareIndex.NAME, PrepareIndex.SETTINGS));
      progress.accept("The index is ready");
      index.note().ifPresent(progress);
      submitIndexDocuments();
      submitRankQueries();
      progress.accept("Both jobs are submitted");
    } catch (Exception e) {
      cluster.close();
      throw e;
    }
  }

  /** Submits the job, which goes on from its latest checkpoint if it was here before. */
  public void submitIndexDocuments() {
    Settings settings = settings(IndexDocuments.NAME, IndexDocuments.SETTINGS);
    indexDocuments =
        cluster.flink().submit(IndexDocuments.NAME, 1, env -> IndexDocuments.build(env, settings));
  }

  /** As {@link #submitIndexDocuments}. */
  public void submitRankQueries() {
    Settings settings = settings(RankQueries.NAME, RankQueries.SETTINGS);
    rankQueries =
        cluster.flink().submit(RankQueries.NAME, 1, env -> RankQueries.build(env, settings));
  }

  private Settings settings(String job, Collection<Setting<?>> known) {
    return settings.of(job, known, cluster);
  }

  public LocalCluster cluster() {
    return cluster;
  }

  public LocalFlink.RunningJob indexDocuments() {
    return submitted(indexDocuments);
  }

  public LocalFlink.RunningJob rankQueries() {
    return submitted(rankQueries);
  }

  private static LocalFlink.RunningJob submitted(LocalFlink.@Nullable RunningJob job) {
    if (job == null) {
      throw new IllegalStateException("Seine was not started");
    }
    return job;
  }

  @Override
  public void close() {
    cluster.close();
  }
}
