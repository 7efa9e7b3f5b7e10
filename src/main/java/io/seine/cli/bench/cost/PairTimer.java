package io.seine.cli.bench.cost;

import io.seine.inference.CrossEncoder;
import io.seine.inference.ExecutionProvider;
import io.seine.inference.InferenceRuntime;
import io.seine.inference.InferenceSettings;
import io.seine.inference.InferenceStatistics;
import io.seine.inference.ModelSettings;
import io.seine.inference.ModelStore;
import io.seine.inference.QueryOrder;
import io.seine.message.RankedResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Times the pairs of query and passage that results hold, on all cores of this machine. */
final class PairTimer {
  /** As many queries as tell the mean to a few percent. */
  private static final int QUERIES = 20;

  private final List<RankedResult> results = new ArrayList<>();

  /** Adds the pairs of a result to those of which some are timed. */
  void add(RankedResult result) {
    if (!result.hits().isEmpty()) {
      results.add(result);
    }
  }

  /** How long a pair keeps a core, in milliseconds, the mean over some of them; 0 of none. */
  double millis(String model, Consumer<String> progress) {
    if (results.isEmpty()) {
      return 0;
    }
    int cores = Runtime.getRuntime().availableProcessors();
    progress.accept("Timing pairs on %d cores".formatted(cores));
    try (InferenceRuntime.Lease lease =
        InferenceRuntime.acquire(
            new InferenceSettings(
                ExecutionProvider.CPU,
                cores,
                QueryOrder.DEADLINE,
                0,
                0,
                0,
                ModelStore.defaultCache()))) {
      CrossEncoder crossEncoder = lease.crossEncoder(model, ModelSettings.NONE);
      // The first runs make the buffers that the later ones use.
      read(crossEncoder, results.get(0));
      InferenceStatistics statistics = crossEncoder.statistics();
      long runs = statistics.runs();
      double seconds = statistics.seconds();
      int step = Math.max(1, results.size() / QUERIES);
      for (int i = 0; i < results.size(); i += step) {
        read(crossEncoder, results.get(i));
      }
      return 1_000 * (statistics.seconds() - seconds) / (statistics.runs() - runs);
    }
  }

  private static void read(CrossEncoder crossEncoder, RankedResult result) {
    List<String> passages =
        result.hits().stream().map(hit -> (hit.title() + " " + hit.passage()).strip()).toList();
    crossEncoder.read(result.text(), passages, Long.MAX_VALUE).completion().join();
  }
}
