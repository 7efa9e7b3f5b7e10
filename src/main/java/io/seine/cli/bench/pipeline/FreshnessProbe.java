package io.seine.cli.bench.pipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.cli.bench.live.LiveSeine;
import io.seine.cli.bench.load.QueryStream;
import io.seine.cli.bench.measure.BenchException;
import io.seine.message.Document;
import io.seine.message.RankedResult.Hit;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * How long a document takes from its publication until a query finds it, the answer to that query
 * included. Documents come at random times, so that none is in step with the index's refreshes, and
 * somebody asks for those that are not found yet, over and over, by a word that only they have.
 */
final class FreshnessProbe {
  private static final Duration MEAN_GAP = Duration.ofMillis(250);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** How many documents are asked for at once: the eldest. */
  private static final int ASKED_FOR = 10;

  private final LiveSeine seine;
  private final RandomGenerator random;

  private record Probe(String word, long publishedAt) {}

  FreshnessProbe(LiveSeine seine, RandomGenerator random) {
    this.seine = seine;
    this.random = random;
  }

  /**
   * Publishes so many documents, one at a time.
   *
   * @return how long each took, in milliseconds
   */
  List<Long> run(int documents) throws IOException, InterruptedException {
    List<Long> taken = new ArrayList<>();
    Map<String, Probe> open = new LinkedHashMap<>();
    int published = 0;
    long next = System.nanoTime();
    long giveUpAt = next + PATIENCE.toNanos();
    while (published < documents || !open.isEmpty()) {
      if (published < documents && System.nanoTime() >= next) {
        String word = "w%016x".formatted(random.nextLong());
        String id = "freshness-" + word;
        open.put(id, new Probe(word, System.nanoTime()));
        seine.publish(
            List.of(new Document(id, "Note", "A note about " + word + " only.", Map.of())));
        published++;
        next += (long) (random.nextExponential() * MEAN_GAP.toNanos());
      } else if (open.isEmpty()) {
        TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
      } else {
        int before = open.size();
        find(open, taken);
        if (open.size() < before) {
          giveUpAt = System.nanoTime() + PATIENCE.toNanos();
        }
      }
      if (System.nanoTime() > giveUpAt) {
        throw new BenchException(
            "No document was found within %d s of its publication. Is index-documents running?"
                .formatted(PATIENCE.toSeconds()),
            null);
      }
    }
    return taken;
  }

  private void find(Map<String, Probe> open, List<Long> taken) throws IOException {
    List<Probe> eldest = open.values().stream().limit(ASKED_FOR).toList();
    ObjectNode query =
        QueryStream.query(String.join(" ", eldest.stream().map(Probe::word).toList()))
            .put("retrieval", "keyword")
            .put("rerank", false)
            .put("k", eldest.size());
    seine.ask(
        List.of(query).iterator(),
        1,
        result -> {
          long now = System.nanoTime();
          for (Hit hit : result.hits()) {
            Probe probe = open.remove(hit.id());
            if (probe != null) {
              taken.add(TimeUnit.NANOSECONDS.toMillis(now - probe.publishedAt()));
            }
          }
        });
  }
}
