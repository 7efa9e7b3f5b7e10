package io.seine.cli.client;

import io.seine.cli.terminal.Progress;
import io.seine.message.Condition;
import io.seine.search.IndexAdmin;
import io.seine.search.SearchConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Watches an index grow. */
public final class IndexProgress {
  private static final long LOOK_AGAIN_MILLIS = 250;

  /** Longer than the largest document takes, and than an index that is well takes to show it. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private IndexProgress() {}

  /**
   * Waits until the index holds so many documents that can be found.
   *
   * @throws NotIndexedException when it does not grow any more and holds fewer
   */
  public static void await(String openSearchUrl, long documents, Progress progress)
      throws IOException, InterruptedException {
    await(openSearchUrl, documents, List.of(), progress);
  }

  /** As {@link #await(String, long, Progress)}, of those that all of these conditions hold for. */
  public static void await(
      String openSearchUrl, long documents, List<Condition> filter, Progress progress)
      throws IOException, InterruptedException {
    try (SearchConnection connection = DocumentsIndex.connect(openSearchUrl)) {
      IndexAdmin admin = new IndexAdmin(connection);
      await(() -> admin.countDocuments(filter), documents, PATIENCE, progress::stepTo);
    }
  }

  static void await(LongSupplier count, long documents, Duration patience, LongConsumer progress)
      throws InterruptedException {
    long most = -1;
    long giveUpAt = 0;
    for (long found = count.getAsLong(); found < documents; found = count.getAsLong()) {
      progress.accept(found);
      if (found > most) {
        most = found;
        giveUpAt = System.nanoTime() + patience.toNanos();
      } else if (System.nanoTime() - giveUpAt > 0) {
        throw new NotIndexedException(
            "The index holds %d of %d documents, and no more came for %d s. Is index-documents running? What it could not index: ./seine dead-letters list."
                .formatted(found, documents, patience.toSeconds()));
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
    }
    progress.accept(documents);
  }
}
