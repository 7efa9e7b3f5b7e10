package io.seine.end;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.flink.FlinkRest;
import io.seine.flink.FlinkRest.FlinkJob;
import io.seine.job.IndexDocuments;
import io.seine.job.PrepareIndex;
import io.seine.job.RankQueries;
import io.seine.local.FlinkProcesses;
import io.seine.local.LocalCluster;
import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Hit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Both jobs on a cluster of processes, laid out as in the image: submitted, stopped with a
 * savepoint, submitted again from it, submitted twice to the same TaskManager, and crashed.
 */
class FlinkProcessesIT {
  private static final String QUERY =
      "{\"text\": \"which bird sings at night?\", \"k\": 10, \"deadline_ms\": 60000}";
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);

  @TempDir private Path dir;

  @Test
  void theJobsLiveAsAnOperatorWouldHaveThemLive() throws Exception {
    try (LocalCluster cluster = new LocalCluster(LocalCluster.Options.onFreePorts(dir))) {
      cluster.startWithoutFlink(line -> {});
      cluster.createTopics(
          Map.of("documents", 2, "queries", 2, "ranked-results", 2, "dead-letters", 1));
      prepareIndex(cluster);
      try (FlinkProcesses flink = FlinkProcesses.start(new FlinkProcesses.Options(dir, 0, 1, 4));
          Traffic traffic = new Traffic(cluster.kafkaBootstrap())) {
        FlinkRest rest = flink.rest();
        String jar = rest.upload(flink.jobJar());
        String documents = run(rest, jar, cluster, IndexDocuments.class, 1, null);
        String queries = run(rest, jar, cluster, RankQueries.class, 1, null);
        traffic.publish("documents", "b-1", "The nightingale sings at night.");
        traffic.askUntil("first", QUERY, result -> finds(result, "b-1"));

        String savepoint = rest.stop(documents, null);
        String queriesSavepoint = rest.stop(queries, null);
        traffic.publish("documents", "b-2", "The owl calls at night.");
        documents = run(rest, jar, cluster, IndexDocuments.class, 1, savepoint);
        queries = run(rest, jar, cluster, RankQueries.class, 1, queriesSavepoint);
        traffic.askUntil("savepoint", QUERY, result -> finds(result, "b-1", "b-2"));

        savepoint = rest.stop(documents, null);
        traffic.publish("documents", "b-3", "The robin sings at night near lamps.");
        documents = run(rest, jar, cluster, IndexDocuments.class, 2, savepoint);
        traffic.askUntil("rescaled", QUERY, result -> finds(result, "b-1", "b-2", "b-3"));

        rest.cancel(queries);
        rest.cancel(documents);
        String canceled = documents;
        await("the jobs are over", () -> rest.job(canceled).isOver());
        run(rest, jar, cluster, IndexDocuments.class, 1, null);
        queries = run(rest, jar, cluster, RankQueries.class, 1, null);
        traffic.publish("documents", "b-4", "The corncrake calls at night.");
        traffic.askUntil("again", QUERY, result -> finds(result, "b-1", "b-2", "b-3", "b-4"));

        flink.crashTaskManager();
        traffic.publish("documents", "b-1", (String) null);
        traffic.askUntil("crashed", QUERY, result -> finds(result, "b-2", "b-3", "b-4"));

        flink.crashJobManager();
        flink.awaitSlots();
        traffic.publish("documents", "b-5", "The nightjar churrs at night.");
        traffic.askUntil("no-head", QUERY, result -> finds(result, "b-2", "b-3", "b-4", "b-5"));
        await(
            "both jobs run on",
            () -> rest.jobs().stream().filter(FlinkJob::isRunning).count() == 2);
      }
    }
  }

  private static void prepareIndex(LocalCluster cluster) throws Exception {
    PrepareIndex.main(
        new String[] {"--opensearch.url", cluster.openSearchUrl(), "--index.refresh-ms", "200"});
  }

  private static String run(
      FlinkRest rest,
      String jar,
      LocalCluster cluster,
      Class<?> job,
      int parallelism,
      @Nullable String savepoint) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--kafka.bootstrap.servers", cluster.kafkaBootstrap()));
    arguments.addAll(List.of("--opensearch.url", cluster.openSearchUrl()));
    String id = rest.run(jar, job.getName(), arguments, parallelism, savepoint);
    await(job.getSimpleName() + " runs", () -> rest.job(id).isRunning());
    return id;
  }

  private static boolean finds(RankedResult result, String... ids) {
    return result.hits().stream().map(Hit::id).sorted().toList().equals(List.of(ids));
  }

  private static void await(String what, BooleanSupplier condition) {
    long giveUpAt = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(giveUpAt);
      Thread.onSpinWait();
    }
  }
}
