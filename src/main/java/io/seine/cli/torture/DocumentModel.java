package io.seine.cli.torture;

import io.seine.cli.torture.Discrepancy.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the index must hold: of every id the highest version that was published, in whatever order.
 * Thread-safe.
 */
final class DocumentModel {
  private final Map<String, StoredDocument> highest = new HashMap<>();

  /**
   * Takes a change that Kafka has.
   *
   * @param text null for a deletion
   */
  synchronized void published(String id, long version, @Nullable String text) {
    highest.merge(
        id,
        new StoredDocument(id, version, text),
        (known, other) -> other.version() > known.version() ? other : known);
  }

  synchronized long live() {
    return highest.values().stream().filter(document -> document.text() != null).count();
  }

  synchronized long deleted() {
    return highest.size() - live();
  }

  /** Compares with all that the index holds, tombstones included. */
  synchronized List<Discrepancy> compare(List<StoredDocument> index) {
    List<Discrepancy> discrepancies = new ArrayList<>();
    Map<String, StoredDocument> missing = new TreeMap<>(highest);
    for (StoredDocument found : index) {
      StoredDocument expected = missing.remove(found.id());
      Kind kind = expected == null ? Kind.WRONG : difference(expected, found);
      if (kind != null) {
        discrepancies.add(
            new Discrepancy(
                kind,
                found.id(),
                expected == null ? "no such document" : expected.toString(),
                found.toString()));
      }
    }
    missing.forEach(
        (id, expected) ->
            discrepancies.add(new Discrepancy(Kind.LOST, id, expected.toString(), "nothing")));
    discrepancies.sort(Comparator.comparing(Discrepancy::kind).thenComparing(Discrepancy::id));
    return discrepancies;
  }

  private static @Nullable Kind difference(StoredDocument expected, StoredDocument found) {
    if (expected.equals(found)) {
      return null;
    }
    if (expected.text() == null && found.text() != null) {
      return Kind.REVIVED;
    }
    if (expected.text() != null && found.text() == null) {
      return Kind.LOST;
    }
    return found.version() < expected.version() ? Kind.STALE : Kind.WRONG;
  }
}
