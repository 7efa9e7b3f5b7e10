package io.seine.cli.reindex;

import io.seine.cli.operations.OperationException;
import io.seine.job.ModelIndex;
import io.seine.search.IndexReader;
import io.seine.search.IndexReader.Counts;
import io.seine.search.StoredDocument;
import io.seine.search.StoredVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the old index has of documents and tombstones and the new one has not, or only older: what
 * the topic no longer holds, what came to the index from another topic, and what is just under way.
 * Each keeps its version, so whatever comes from the topic meanwhile stays where it is newer.
 */
final class MissingDocuments {
  private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final IndexReader from;
  private final IndexReader to;
  private final ModelIndex index;
  private final Consumer<String> out;
  private final List<String> refused = new ArrayList<>();
  private long documents;
  private long tombstones;
  private long toldAt = System.nanoTime();

  MissingDocuments(IndexReader from, IndexReader to, ModelIndex index, Consumer<String> out) {
    this.from = from;
    this.to = to;
    this.index = index;
    this.out = out;
  }

  /** Whether an index that has this is behind one that has that. */
  static boolean isBehind(@Nullable StoredVersion there, StoredVersion wanted) {
    return there == null
        || there.version() < wanted.version()
        || (there.version() == wanted.version() && there.deleted() != wanted.deleted());
  }

  /** Copies it. */
  Counts copy() {
    from.refresh();
    try (ModelIndex.Writing writing = index.writing(IndexReader.PAGE)) {
      from.scan(page -> copy(page, writing));
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new OperationException("The new index can't be written to: " + e.getMessage(), e);
    }
    refused.forEach(line -> out.accept("    not copied: " + line));
    return new Counts(documents, tombstones);
  }

  private void copy(List<StoredVersion> page, ModelIndex.Writing writing) {
    Map<String, StoredVersion> there = to.versions(page.stream().map(StoredVersion::id).toList());
    List<String> missing =
        page.stream()
            .filter(wanted -> isBehind(there.get(wanted.id()), wanted))
            .map(StoredVersion::id)
            .toList();
    if (missing.isEmpty()) {
      return;
    }
    Map<StoredDocument, CompletableFuture<Optional<String>>> puts = new LinkedHashMap<>();
    for (StoredDocument document : from.documents(missing)) {
      puts.put(document, writing.put(document));
    }
    puts.forEach((document, put) -> settle(document, put.join()));
  }

  private void settle(StoredDocument document, Optional<String> refusal) {
    if (refusal.isPresent()) {
      refused.add(document.id() + ": " + refusal.get());
    } else if (document.document() == null) {
      tombstones++;
    } else {
      documents++;
    }
    if (System.nanoTime() - toldAt > TELL_NANOS) {
      toldAt = System.nanoTime();
      out.accept("    %,d documents copied from the old index".formatted(documents));
    }
  }
}
