package io.seine.job;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A job of the job jar, as it is submitted to a Flink cluster.
 *
 * @param name also of the job on the cluster
 * @param mainClass in the jar
 * @param settings every one that it has
 */
public record SubmittedJob(String name, Class<?> mainClass, Collection<Setting<?>> settings) {
  public static final List<SubmittedJob> ALL =
      List.of(
          new SubmittedJob(IndexDocuments.NAME, IndexDocuments.class, IndexDocuments.SETTINGS),
          new SubmittedJob(RankQueries.NAME, RankQueries.class, RankQueries.SETTINGS));

  /** The job of this name. */
  public static Optional<SubmittedJob> named(String name) {
    return ALL.stream().filter(job -> job.name().equals(name)).findFirst();
  }
}
