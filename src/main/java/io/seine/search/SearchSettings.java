package io.seine.search;

import org.jspecify.annotations.Nullable;

/**
 * How to reach OpenSearch, and which index.
 *
 * @param url such as https://search.example.org:9200
 * @param alias the alias behind which the index stands
 * @param caFile PEM file of the authorities that may sign the server's certificate; null for the
 *     JDK's own
 * @param clientCertificate PEM file of this client's certificate; null for none, likewise its key
 * @param timeoutMillis how long one request may take
 */
public record SearchSettings(
    String url,
    String alias,
    @Nullable String user,
    @Nullable String password,
    @Nullable String caFile,
    @Nullable String clientCertificate,
    @Nullable String clientKey,
    int timeoutMillis) {

  /** The same, for another alias. */
  public SearchSettings withAlias(String other) {
    return new SearchSettings(
        url, other, user, password, caFile, clientCertificate, clientKey, timeoutMillis);
  }

  /** Without the password: settings are logged. */
  @Override
  public String toString() {
    return "%s, alias %s, user %s".formatted(url, alias, user);
  }
}
