package io.seine.cli.client;

import io.seine.search.IndexReader;
import io.seine.search.SearchConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which documents the index holds. */
public final class IndexedIds {
  private IndexedIds() {}

  /** Those of these ids of which the index holds a document. */
  public static Set<String> of(String openSearchUrl, List<String> ids) {
    try (SearchConnection connection = DocumentsIndex.connect(openSearchUrl)) {
      Set<String> held = new HashSet<>();
      new IndexReader(connection, DocumentsIndex.ALIAS)
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
