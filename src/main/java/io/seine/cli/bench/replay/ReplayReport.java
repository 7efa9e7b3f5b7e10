package io.seine.cli.bench.replay;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * How long documents took from the first one published to the last one found: as new ones, and
 * published again.
 *
 * @param documents how many
 * @param firstSeconds when the index held none of them
 * @param replaySeconds when it held all of them
 */
record ReplayReport(int documents, double firstSeconds, double replaySeconds) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How many times as fast a replay has to be. */
  private static final double WANTED = 10;

  private double firstRate() {
    return documents / firstSeconds;
  }

  private double replayRate() {
    return documents / replaySeconds;
  }

  private double ratio() {
    return firstSeconds / replaySeconds;
  }

  /** Whether the replay was ten times as fast. */
  boolean isKept() {
    return ratio() >= WANTED;
  }

  ObjectNode json() {
    return JSON.createObjectNode()
        .put("documents", documents)
        .put("first_seconds", firstSeconds)
        .put("first_documents_per_second", firstRate())
        .put("replay_seconds", replaySeconds)
        .put("replay_documents_per_second", replayRate())
        .put("ratio", ratio())
        .put("kept", isKept());
  }

  String text() {
    return line("documents   %,d", documents)
        + line("first run   %8.1f s   %8.1f documents/s", firstSeconds, firstRate())
        + line("replay      %8.1f s   %8.1f documents/s", replaySeconds, replayRate())
        + line("ratio       %8.1f", ratio())
        + (isKept()
            ? line("%nThe replay was at least %.0f times as fast as the first run.", WANTED)
            : line("%nNOT KEPT: the replay was not %.0f times as fast.", WANTED));
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format + "%n", values);
  }
}
