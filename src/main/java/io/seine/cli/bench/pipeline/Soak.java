package io.seine.cli.bench.pipeline;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.cli.bench.live.LiveSeine;
import io.seine.cli.bench.load.QueryStream;
import io.seine.cli.bench.measure.JavaProcess;
import io.seine.cli.bench.measure.MemoryWatch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A long run at saturation, and the memory of the process that reads, minute by minute. */
final class Soak {
  private static final ObjectMapper JSON = new ObjectMapper();

  static final String HEADER = "  minute  queries/s     heap MiB      RSS MiB";

  private final LiveSeine seine;
  private final JavaProcess process;
  private final Consumer<String> progress;

  /**
   * One minute.
   *
   * @param heap in use when least was, in MiB
   * @param resident at its end, in MiB
   */
  record Minute(int queries, double heap, double resident) {
    String text(int number) {
      return String.format(
          Locale.ROOT, "%8d %10.2f %12.1f %12.1f", number, queries / 60.0, heap, resident);
    }
  }

  /** What was seen; the slopes in {@code memory} are those of the last two thirds. */
  record Outcome(List<Minute> minutes, MemoryWatch.Seen memory) {
    ObjectNode json() {
      ObjectNode json = JSON.createObjectNode();
      json.set("memory_mib", JSON.valueToTree(memory));
      ArrayNode rows = json.putArray("minutes");
      minutes.forEach(minute -> rows.add(JSON.valueToTree(minute)));
      return json;
    }
  }

  /**
   * @param progress is told each minute
   */
  Soak(LiveSeine seine, JavaProcess process, Consumer<String> progress) {
    this.seine = seine;
    this.process = process;
    this.progress = progress;
  }

  /** Asks for so many minutes. */
  Outcome run(List<String> queries, int minutes) throws IOException, InterruptedException {
    List<Minute> seen = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger answered = new AtomicInteger();
    progress.accept(HEADER);
    try (MemoryWatch watch =
        new MemoryWatch(
            process,
            Duration.ofMinutes(1),
            window -> {
              Minute minute = new Minute(answered.getAndSet(0), window.heap(), window.resident());
              seen.add(minute);
              progress.accept(minute.text(seen.size()));
            })) {
      long end = System.nanoTime() + Duration.ofMinutes(minutes).plusSeconds(1).toNanos();
      seine.ask(
          QueryStream.until(end, queries),
          QueryStream.SATURATING,
          result -> answered.incrementAndGet());
      return new Outcome(List.copyOf(seen), watch.finish());
    }
  }
}
