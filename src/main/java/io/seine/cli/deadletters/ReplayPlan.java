package io.seine.cli.deadletters;

import io.seine.cli.terminal.Printable;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.apache.kafka.common.TopicPartition;

/**
 * Which letters are to be published again, and where. A record that failed more than once has as
 * many letters and goes once: if each of them went and failed, every replay would double them.
 */
public final class ReplayPlan {
  private static final Comparator<TopicPartition> BY_NAME =
      Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition);

  private final String deadLetters;
  private final Set<Origin> origins = new HashSet<>();
  private final Set<LetterPosition> letters = new HashSet<>();
  private final Map<TopicPartition, Long> counts = new TreeMap<>(BY_NAME);
  private long repeated;
  private long homeless;

  /**
   * @param deadLetters the dead-letters topic: nothing goes back there, where it would be a letter
   *     for ever
   */
  public ReplayPlan(String deadLetters) {
    this.deadLetters = deadLetters;
  }

  /** Takes a letter in, if its record can go back and does not already. */
  public void add(Letter letter) {
    Origin origin = letter.origin();
    if (origin == null || origin.topic().equals(deadLetters)) {
      homeless++;
    } else if (!origins.add(origin)) {
      repeated++;
    } else {
      letters.add(letter.position());
      counts.merge(new TopicPartition(origin.topic(), origin.partition()), 1L, Long::sum);
    }
  }

  /**
   * Checks that the partitions are still there, before anything is published.
   *
   * @param partitions how many partitions a topic has: none when there is no such topic
   * @throws LettersException when one is not
   */
  public void requireTargets(ToIntFunction<String> partitions) {
    for (TopicPartition target : counts.keySet()) {
      int count = partitions.applyAsInt(target.topic());
      if (target.partition() >= count) {
        throw new LettersException(
            count == 0
                ? "Letters came from the topic %s, which Kafka does not have. Nothing was replayed; create it, or choose letters with --topic."
                    .formatted(target.topic())
                : "Letters came from partition %d of the topic %s, which has %d. Nothing was replayed; choose letters that came from where they can go back to."
                    .formatted(target.partition(), target.topic(), count));
      }
    }
  }

  public boolean contains(LetterPosition letter) {
    return letters.contains(letter);
  }

  /** How many letters go to each partition. */
  public Map<TopicPartition, Long> counts() {
    return counts;
  }

  /** What does not go, and why: a line for each reason that there is. */
  public String leftOut() {
    StringBuilder out = new StringBuilder();
    if (repeated > 0) {
      out.append("Left out, since another letter of the same record goes: ").append(repeated);
      out.append('\n');
    }
    if (homeless > 0) {
      out.append("Left out, since no topic to go back to is in the headers: ").append(homeless);
      out.append('\n');
    }
    return out.toString();
  }

  /** How many went, or would go, to each partition, a line each after the total. */
  public static String table(String verb, Map<TopicPartition, Long> counts) {
    StringBuilder out = new StringBuilder();
    long total = counts.values().stream().mapToLong(count -> count).sum();
    out.append("%s: %d%n".formatted(verb, total));
    counts.forEach(
        (target, count) ->
            out.append(
                "  %s, partition %d: %d%n"
                    .formatted(Printable.line(target.topic(), 250), target.partition(), count)));
    return out.toString();
  }
}
