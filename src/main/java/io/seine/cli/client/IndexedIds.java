package io.seine.cli.client;

import io.seine.search.IndexReader;
import io.seine.search.SearchConnection;
import io.seine.search.SearchSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which documents the index holds. */
public final class IndexedIds {
  private static final String ALIAS = "documents";
  private static final int TIMEOUT_MILLIS = 30_000;

  private IndexedIds() {}

  /** Those of these ids of which the index holds a document. */
  public static Set<String> of(String openSearchUrl, List<String> ids) {
    SearchSettings settings =
        new SearchSettings(openSearchUrl, ALIAS, null, null, null, null, null, TIMEOUT_MILLIS);
    try (SearchConnection connection = SearchConnection.open(settings)) {
      Set<String> held = new HashSet<>();
      new IndexReader(connection, ALIAS)
          .versions(ids)
          .forEach(
              (id, version) -> {
                if (!version.deleted()) {
                  held.add(id);
                }
              });
      return held;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
