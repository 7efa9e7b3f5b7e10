package io.seine.cli.bench.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Queries as messages, each with an id of its own, to be read whole and with time for it. */
public final class QueryStream {
  /** Far more than a query takes at saturation: a reading that is cut short measures nothing. */
  public static final Duration DEADLINE = Duration.ofMinutes(2);

  /** Enough queries under way that no core ever waits. */
  public static final int SATURATING = 8;

  private static final ObjectMapper JSON = new ObjectMapper();

  private QueryStream() {}

  /** One query. */
  public static ObjectNode query(String text) {
    return JSON.createObjectNode()
        .put("id", "bench-" + UUID.randomUUID())
        .put("text", text)
        .put("reading", "fixed")
        .put("deadline_ms", DEADLINE.toMillis());
  }

  /** One of each text. */
  public static Iterator<ObjectNode> of(List<String> texts) {
    return texts.stream().map(QueryStream::query).iterator();
  }

  /** One after the other, again from the first, until the time is over. */
  public static Iterator<ObjectNode> until(long endNanos, List<String> texts) {
    return Stream.iterate(0, i -> (i + 1) % texts.size())
        .takeWhile(i -> System.nanoTime() < endNanos)
        .map(i -> query(texts.get(i)))
        .iterator();
  }

  /**
   * So many different texts: those given and, where they are too few, each once more with a number
   * behind it, so that no model has read it before.
   */
  public static List<String> distinct(List<String> texts, int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                i < texts.size()
                    ? texts.get(i)
                    : "%s (%d)".formatted(texts.get(i % texts.size()), i / texts.size() + 1))
        .toList();
  }
}
