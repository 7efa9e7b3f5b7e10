package io.seine.cli.torture;

import java.util.ArrayList;
import java.util.List;

/**
 * A document whose state is known before the first fault and never changes: whatever is published
 * of it later is older. Queries about it therefore have an answer that is known in advance.
 *
 * @param word that stands in this document and in no other
 * @param shelf that it shares with some others, as metadata
 * @param deleted whether its state is to be gone
 */
record SettledDocument(String id, String word, String shelf, boolean deleted) {
  /** The version of its upsert; that of its deletion is the next. All that comes later is lower. */
  static final long VERSION = DocumentWrites.FIRST_VERSION;

  private static final int SHELVES = 10;
  private static final int LIVE_PER_SHELF = 4;
  private static final int DELETED_PER_SHELF = 2;
  private static final List<String> SYLLABLES =
      List.of("ka", "lo", "mi", "ru", "ve", "zo", "ni", "pa", "du", "fe");

  /** All of them, the same in every run. */
  static List<SettledDocument> all() {
    List<SettledDocument> all = new ArrayList<>();
    for (int shelf = 0; shelf < SHELVES; shelf++) {
      for (int place = 0; place < LIVE_PER_SHELF + DELETED_PER_SHELF; place++) {
        boolean deleted = place >= LIVE_PER_SHELF;
        all.add(
            new SettledDocument(
                (deleted ? "grave-" : "anchor-") + all.size(),
                word(all.size()),
                "shelf-" + shelf,
                deleted));
      }
    }
    return List.copyOf(all);
  }

  /** A word that no dictionary has, and no stemmer shortens. */
  private static String word(int number) {
    return SYLLABLES.get(number / 10 % 10) + SYLLABLES.get(number % 10) + "bruq";
  }

  /** The text of a version. */
  String text(long version) {
    return "The crate of %s stands on its shelf, as written in revision %d."
        .formatted(word, version);
  }
}
