package io.seine.cli.torture;

import io.seine.cli.deadletters.Letter;
import io.seine.cli.deadletters.Origin;
import io.seine.cli.torture.Discrepancy.Kind;
import io.seine.message.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The bad records that were published, and the dead letters that came of them: of each at least
 * one, and of nothing else any. Thread-safe.
 */
final class LetterSheet {
  private final Map<Origin, Bad> published = new LinkedHashMap<>();
  private final Map<Origin, List<Letter>> letters = new HashMap<>();
  private final List<Discrepancy> strangers = new ArrayList<>();

  private record Bad(byte @Nullable [] key, byte @Nullable [] value, ErrorCode error) {}

  /** Takes a bad record that Kafka has. */
  synchronized void published(
      Origin origin, byte @Nullable [] key, byte @Nullable [] value, ErrorCode error) {
    published.put(origin, new Bad(key, value, error));
  }

  /** Takes a dead letter. */
  synchronized void received(Letter letter) {
    Origin origin = letter.origin();
    if (origin == null) {
      strangers.add(
          new Discrepancy(
              Kind.LETTER_UNEXPECTED,
              letter.position().toString(),
              "headers that say where the record came from",
              text(letter)));
    } else {
      letters.computeIfAbsent(origin, key -> new ArrayList<>()).add(letter);
    }
  }

  /** How many bad records there were. */
  synchronized int bad() {
    return published.size();
  }

  /** How many letters came beyond the first of each record. */
  synchronized int repeated() {
    return letters.values().stream().mapToInt(all -> all.size() - 1).sum();
  }

  /** What is off. */
  synchronized List<Discrepancy> compare() {
    List<Discrepancy> discrepancies = new ArrayList<>(strangers);
    published.forEach(
        (origin, bad) -> {
          if (!letters.containsKey(origin)) {
            discrepancies.add(
                new Discrepancy(
                    Kind.LETTER_MISSING,
                    origin.toString(),
                    "a letter that says " + bad.error().code(),
                    "none"));
          }
        });
    letters.forEach(
        (origin, all) ->
            all.stream()
                .filter(letter -> !isOf(published.get(origin), letter))
                .forEach(
                    letter ->
                        discrepancies.add(
                            new Discrepancy(
                                Kind.LETTER_UNEXPECTED,
                                origin.toString(),
                                expected(published.get(origin)),
                                text(letter)))));
    return discrepancies;
  }

  private static boolean isOf(@Nullable Bad bad, Letter letter) {
    return bad != null
        && letter.code().equals(bad.error().code())
        && Arrays.equals(letter.record().key(), bad.key())
        && Arrays.equals(letter.record().value(), bad.value());
  }

  private static String expected(@Nullable Bad bad) {
    return bad == null
        ? "none, since the record is good"
        : "the record as it was, and " + bad.error().code();
  }

  private static String text(Letter letter) {
    return "%s by %s for %s: %s"
        .formatted(
            letter.code(),
            letter.stage(),
            Objects.requireNonNullElse(letter.record().keyText(), "no key"),
            letter.message());
  }
}
