package io.seine.cli.client;

import io.seine.cli.terminal.Progress;
import io.seine.message.Condition;
import io.seine.search.IndexAdmin;
import io.seine.search.SearchConnection;
import io.seine.search.SearchSettings;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Watches an index grow. */
public final class IndexProgress {
  private static final int TIMEOUT_MILLIS = 30_000;
  private static final long LOOK_AGAIN_MILLIS = 250;

  private IndexProgress() {}

  /** Waits until the index holds so many documents that can be found. */
  public static void await(String openSearchUrl, long documents, Progress progress)
      throws IOException, InterruptedException {
    await(openSearchUrl, documents, List.of(), progress);
  }

  /** As {@link #await(String, long, Progress)}, of those that all of these conditions hold for. */
  public static void await(
      String openSearchUrl, long documents, List<Condition> filter, Progress progress)
      throws IOException, InterruptedException {
    SearchSettings settings =
        new SearchSettings(
            openSearchUrl, "documents", null, null, null, null, null, TIMEOUT_MILLIS);
    try (SearchConnection connection = SearchConnection.open(settings)) {
      IndexAdmin admin = new IndexAdmin(connection);
      long found;
      while ((found = admin.countDocuments(filter)) < documents) {
        progress.stepTo(found);
        TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
      }
      progress.stepTo(documents);
    }
  }
}
