package io.seine.end;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.local.LocalCluster;
import io.seine.local.LocalSeine;
import io.seine.message.RankedResult;
import io.seine.message.RankedResult.Hit;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stays, and what goes on, when parts of Seine or all of it end and begin again. */
class RestartIT {
  private static final String QUERY =
      "{\"text\": \"which bird sings at night?\", \"k\": 10, \"deadline_ms\": 60000}";

  @TempDir private Path dir;

  private LocalSeine start() throws Exception {
    return LocalSeine.started(
        LocalCluster.Options.onFreePorts(dir),
        Path.of("").toAbsolutePath(),
        Map.of("index.refresh-ms", "200"));
  }

  @Test
  void nothingIsLostWhenServicesAndJobsEndAndBeginAgain() throws Exception {
    try (LocalSeine seine = start();
        Traffic traffic = new Traffic(seine.cluster().kafkaBootstrap())) {
      traffic.publish("documents", "b-1", "The nightingale sings at night.");
      traffic.askUntil("first", QUERY, result -> finds(result, "b-1"));

      seine.cluster().crashOpenSearch();
      traffic.publish("documents", "b-2", "The owl calls at night.");
      traffic.askUntil("search", QUERY, result -> finds(result, "b-1", "b-2"));

      seine.cluster().crashKafka();
      traffic.publish("documents", "b-3", "The robin sings at night near lamps.");
      traffic.askUntil("kafka", QUERY, result -> finds(result, "b-1", "b-2", "b-3"));

      seine.indexDocuments().cancel();
      traffic.publish("documents", "b-1", (String) null);
      traffic.publish("documents", "b-4", "The corncrake calls at night.");
      seine.submitIndexDocuments();
      traffic.askUntil("job", QUERY, result -> finds(result, "b-2", "b-3", "b-4"));
      assertThat(seine.indexDocuments().restarts()).isZero();
    }

    try (LocalSeine seine = start();
        Traffic traffic = new Traffic(seine.cluster().kafkaBootstrap())) {
      traffic.askUntil("again", QUERY, result -> finds(result, "b-2", "b-3", "b-4"));
    }
  }

  private static boolean finds(RankedResult result, String... ids) {
    return result.hits().stream().map(Hit::id).sorted().toList().equals(List.of(ids));
  }
}
