package io.seine.cli.reindex;

import io.seine.cli.operations.OperationException;
import io.seine.job.ModelIndex;
import io.seine.search.IndexReader;
import io.seine.search.IndexReader.Near;
import io.seine.search.StoredDocument;
import io.seine.search.StoredVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds the new index against the old one while both are written to: every document and tombstone
 * by its version, in both directions, and a sample by its vector. What differs is looked at again
 * until it does so no more: a change is in one index a moment before it is in the other.
 */
final class IndexComparison {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long LOOK_AGAIN_MILLIS = 500;
  private static final int SHOWN = 5;
  private static final int MOST_DIFFERENCES = 10_000;
  private static final int NEAREST = 10;

  /** The same text has the same vector, but for what an index rounds when it keeps it. */
  private static final double SAME = 0.99;

  private final IndexReader from;
  private final IndexReader to;
  private final ModelIndex index;
  private final int sample;
  private final Consumer<String> out;

  IndexComparison(
      IndexReader from, IndexReader to, ModelIndex index, int sample, Consumer<String> out) {
    this.from = from;
    this.to = to;
    this.index = index;
    this.sample = sample;
    this.out = out;
  }

  /** What is wrong with a document, in words; null when nothing is. */
  static @Nullable String difference(@Nullable StoredVersion old, @Nullable StoredVersion now) {
    if (old != null && MissingDocuments.isBehind(now, old)) {
      return "%s in the old index, %s in the new".formatted(inWords(old), inWords(now));
    }
    boolean onlyInNew =
        now != null && !now.deleted() && (old == null || old.version() < now.version());
    return onlyInNew
        ? "%s in the new index, %s in the old".formatted(inWords(now), inWords(old))
        : null;
  }

  private static String inWords(@Nullable StoredVersion state) {
    return state == null
        ? "absent"
        : (state.deleted() ? "deleted at version " : "version ") + state.version();
  }

  Comparison compare() {
    from.refresh();
    to.refresh();
    Map<String, String> differing = new TreeMap<>();
    from.scan(page -> look(ids(page), differing));
    to.scan(page -> look(ids(page), differing));
    settle(differing);
    from.refresh();
    to.refresh();
    List<String> drawn = from.sample(sample);
    List<String> lost = lost(drawn);
    return new Comparison(
        from.counts(),
        to.counts(),
        differing.size(),
        differing.entrySet().stream()
            .limit(SHOWN)
            .map(each -> each.getKey() + ": " + each.getValue())
            .toList(),
        drawn.size(),
        drawn.size() - lost.size(),
        lost.stream().limit(SHOWN).toList());
  }

  private static List<String> ids(List<StoredVersion> page) {
    return page.stream().map(StoredVersion::id).toList();
  }

  /** Looks at documents as they are now in both, the old one first: it is never ahead then. */
  private void look(List<String> ids, Map<String, String> differing) {
    Map<String, StoredVersion> old = from.versions(ids);
    Map<String, StoredVersion> now = to.versions(ids);
    for (String id : ids) {
      String difference = difference(old.get(id), now.get(id));
      if (difference == null) {
        differing.remove(id);
      } else if (differing.size() < MOST_DIFFERENCES) {
        differing.put(id, difference);
      }
    }
  }

  private void settle(Map<String, String> differing) {
    long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
    boolean told = false;
    while (!differing.isEmpty() && System.nanoTime() < giveUpAt) {
      if (!told) {
        told = true;
        out.accept(
            "    %,d documents differ at first sight; they may be under way"
                .formatted(differing.size()));
      }
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new OperationException("Interrupted while the indexes were compared", e);
      }
      List<String> ids = new ArrayList<>(differing.keySet());
      for (int i = 0; i < ids.size(); i += IndexReader.PAGE) {
        look(ids.subList(i, Math.min(ids.size(), i + IndexReader.PAGE)), differing);
      }
    }
  }

  /** Those of these documents that are not among the nearest to what their own text stands for. */
  private List<String> lost(List<String> ids) {
    List<String> lost = new ArrayList<>();
    for (StoredDocument document : from.documents(ids)) {
      if (document.document() == null) {
        continue;
      }
      List<Near> nearest = to.nearest(index.vector(document).join(), NEAREST);
      boolean found =
          nearest.stream().anyMatch(near -> near.id().equals(document.id()) && near.score() > SAME);
      // More of the same text than are looked at stand before it, or it was changed just now.
      boolean amongTwins = nearest.size() == NEAREST && nearest.get(NEAREST - 1).score() > SAME;
      if (!found && !amongTwins && isStillThere(document)) {
        lost.add(document.id());
      }
    }
    return lost;
  }

  private boolean isStillThere(StoredDocument document) {
    StoredVersion now = from.versions(List.of(document.id())).get(document.id());
    return now != null && now.version() == document.version();
  }
}
