package io.seine.job;

import io.seine.access.Secrets;
import io.seine.search.SearchSettings;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The settings of how to reach OpenSearch, and which index. */
final class SearchOptions {
  static final Setting<String> URL =
      new Setting<>(
          "opensearch.url", "http://localhost:9200", "an http or https URL", SearchOptions::url);
  static final Setting<String> USER = Setting.optionalText("opensearch.user", "a user's name");
  static final Setting<String> PASSWORD = Setting.secret("opensearch.password");
  static final Setting<String> CA_FILE = Setting.optionalText("opensearch.ca-file", "a PEM file");
  static final Setting<String> CLIENT_CERTIFICATE =
      Setting.optionalText("opensearch.client-certificate", "a PEM file");
  static final Setting<String> CLIENT_KEY =
      Setting.optionalText("opensearch.client-key", "a PEM file");
  static final Setting<Integer> TIMEOUT =
      Setting.integer("opensearch.timeout-ms", 30_000, 100, 600_000);
  static final Setting<String> ALIAS =
      Setting.text("index.alias", "documents", "the name of an OpenSearch alias");

  static final List<Setting<?>> ALL =
      List.of(URL, USER, PASSWORD, CA_FILE, CLIENT_CERTIFICATE, CLIENT_KEY, TIMEOUT, ALIAS);

  private SearchOptions() {}

  /** Called in the process that connects: there the references to secrets are resolved. */
  static SearchSettings search(Settings settings) {
    return new SearchSettings(
        settings.get(URL),
        settings.get(ALIAS),
        orNull(settings.get(USER)),
        orNull(Secrets.resolve(settings.get(PASSWORD))),
        orNull(settings.get(CA_FILE)),
        orNull(settings.get(CLIENT_CERTIFICATE)),
        orNull(settings.get(CLIENT_KEY)),
        settings.get(TIMEOUT));
  }

  private static String url(String text) {
    // Before it is parsed: what cannot be would be shown in the error.
    if (text.contains("@")) {
      throw SettingsException.holdsSecret("opensearch.url");
    }
    URI url = URI.create(text);
    if (url.getHost() == null || !List.of("http", "https").contains(url.getScheme())) {
      throw new IllegalArgumentException();
    }
    return text;
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
