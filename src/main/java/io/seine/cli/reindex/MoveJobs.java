package io.seine.cli.reindex;

import io.seine.job.BiEncoderChoice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that a move deals with: those that write to, or answer from, the index behind one public
 * alias.
 */
public interface MoveJobs {
  /**
   * A job.
   *
   * @param name index-documents or rank-queries
   * @param settings what it was started with
   * @param parallelism how many subtasks it has
   */
  record RunningJob(String id, String name, Map<String, String> settings, int parallelism) {
    BiEncoderChoice biEncoder() {
      return BiEncoderChoice.of(settings);
    }
  }

  /** Those of this name that are not over. */
  List<RunningJob> all(String name);

  /** The last one of this name and bi-encoder that is over. */
  Optional<RunningJob> lastThatIsOver(String name, BiEncoderChoice biEncoder);

  /** The savepoint that a job was stopped with, if it was. */
  Optional<String> savepointOf(RunningJob job);

  /** How many slots of the cluster are free. */
  int freeSlots();

  /**
   * Starts a job, and waits until it runs.
   *
   * @param settings that it is told
   * @param savepoint that it goes on from, or null
   */
  RunningJob start(
      String name, Map<String, String> settings, int parallelism, @Nullable String savepoint);

  /** Waits until every task of a job runs. */
  void awaitRunning(RunningJob job);

  /** Why a job does not run; empty when it does. */
  Optional<String> hindrance(RunningJob job);

  /** Takes a checkpoint, with which a job commits the offsets that it has read to. */
  void checkpoint(RunningJob job);

  /** Ends a job when all that it has read is processed. */
  void drain(RunningJob job);

  /** Ends a job with a savepoint. */
  String stop(RunningJob job);

  /** Ends a job at once. */
  void cancel(RunningJob job);

  /** The one of this name and bi-encoder. */
  default Optional<RunningJob> find(String name, BiEncoderChoice biEncoder) {
    return all(name).stream().filter(job -> job.biEncoder().equals(biEncoder)).findFirst();
  }
}
