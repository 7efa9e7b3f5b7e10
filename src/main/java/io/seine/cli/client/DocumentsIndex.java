package io.seine.cli.client;

import io.seine.search.SearchConnection;
import io.seine.search.SearchSettings;
import java.io.IOException;

/** The index that the commands look into, by the alias that it has by default. */
final class DocumentsIndex {
  static final String ALIAS = "documents";

  private static final int TIMEOUT_MILLIS = 30_000;

  private DocumentsIndex() {}

  /** Connects to an OpenSearch that asks for no login. */
  static SearchConnection connect(String openSearchUrl) throws IOException {
    return SearchConnection.open(
        new SearchSettings(openSearchUrl, ALIAS, null, null, null, null, null, TIMEOUT_MILLIS));
  }
}
