package io.seine.cli.client;

import io.seine.search.IndexAdmin;
import io.seine.search.IndexReader;
import io.seine.search.SearchConnection;
import io.seine.search.StoredVersion;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Watches published documents come into an index that may hold others, or earlier versions of the
 * same. It has to be there before they are published.
 */
public final class Arrivals implements AutoCloseable {
  private static final long LOOK_AGAIN_MILLIS = 1_000;

  /** Longer than the longest document takes. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Index index;
  private final InstantSource clock;
  private final Pause pause;
  private final long writesBefore;

  /** What there is to see of an index. */
  interface Index extends AutoCloseable {
    /** How many changes it has taken. */
    long writes();

    /** The versions of those of these documents that it has. */
    Map<String, Long> versions(List<String> ids);

    /** Makes everything that it has findable. */
    void refresh();

    @Override
    void close() throws IOException;
  }

  interface Pause {
    void await() throws InterruptedException;
  }

  Arrivals(Index index, InstantSource clock, Pause pause) {
    this.index = index;
    this.clock = clock;
    this.pause = pause;
    this.writesBefore = index.writes();
  }

  /** In the index of a Seine that was set up as it comes. */
  public static Arrivals in(String openSearchUrl) throws IOException {
    LiveIndex index = new LiveIndex(DocumentsIndex.connect(openSearchUrl));
    try {
      return new Arrivals(
          index, InstantSource.system(), () -> TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS));
    } catch (RuntimeException e) {
      index.close();
      throw e;
    }
  }

  /**
   * Waits until queries find what was published.
   *
   * @param last of what was published, by their ids with their offsets: what came before them is
   *     there when they are
   * @param progress is told how many changes the index has taken meanwhile
   * @param warn is told, in a sentence, of documents that do not come
   * @throws NotIndexedException when none comes for long
   */
  public void await(Map<String, Long> last, LongConsumer progress, Consumer<String> warn)
      throws InterruptedException {
    Map<String, Long> missing = new HashMap<>(last);
    long writes = -1;
    long movedAt = clock.millis();
    strike(missing);
    while (!missing.isEmpty()) {
      long now = index.writes();
      progress.accept(Math.max(0, now - writesBefore));
      if (now != writes) {
        writes = now;
        movedAt = clock.millis();
      } else if (clock.millis() - movedAt > PATIENCE.toMillis()) {
        giveUp(missing, last.size(), warn);
        break;
      }
      pause.await();
      strike(missing);
    }
    index.refresh();
  }

  /** Strikes out what has come. */
  private void strike(Map<String, Long> missing) {
    if (missing.isEmpty()) {
      return;
    }
    index
        .versions(List.copyOf(missing.keySet()))
        .forEach(
            (id, version) -> {
              if (version >= missing.getOrDefault(id, Long.MAX_VALUE)) {
                missing.remove(id);
              }
            });
  }

  private static void giveUp(Map<String, Long> missing, int of, Consumer<String> warn) {
    String example = missing.keySet().iterator().next();
    if (missing.size() == of) {
      throw new NotIndexedException(
          "The documents do not come into the index: it has taken no change for %d minutes, and has not got %s. Is index-documents running? ./seine status says so."
              .formatted(PATIENCE.toMinutes(), example));
    }
    warn.accept(
        "%d of the last %d documents did not come into the index, such as %s; ./seine dead-letters list says why."
            .formatted(missing.size(), of, example));
  }

  @Override
  public void close() throws IOException {
    index.close();
  }

  private record LiveIndex(SearchConnection connection) implements Index {
    @Override
    public long writes() {
      return new IndexAdmin(connection).writes();
    }

    @Override
    public Map<String, Long> versions(List<String> ids) {
      Map<String, Long> versions = new HashMap<>();
      for (StoredVersion stored : reader().versions(ids).values()) {
        versions.put(stored.id(), stored.version());
      }
      return versions;
    }

    @Override
    public void refresh() {
      reader().refresh();
    }

    private IndexReader reader() {
      return new IndexReader(connection, DocumentsIndex.ALIAS);
    }

    @Override
    public void close() throws IOException {
      connection.close();
    }
  }
}
