package io.seine.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class SearchConnectionTest {
  @Test
  void whereNobodyListensIsSaidWithoutTheNamesOfClasses() throws Exception {
    String nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = "http://127.0.0.1:" + free.getLocalPort();
    }
    assertThat(refusal(nobody))
        .isEqualTo(
            "There is no OpenSearch at %s (Connection refused). Start it, or set opensearch.url to where it is."
                .formatted(nobody));
    assertThat(refusal("http://seine.invalid:9200"))
        .startsWith(
            "There is no OpenSearch at http://seine.invalid:9200 (there is no host of this name).");
  }

  /** What is said of an address. */
  private static String refusal(String url) throws Exception {
    try (SearchConnection connection =
        SearchConnection.open(ScriptedOpenSearch.settings(url, 30_000))) {
      return catchThrowableOfType(
              RetryableSearchException.class, () -> new IndexAdmin(connection).countDocuments())
          .getMessage();
    }
  }

  @Test
  void aPathInTheAddressStandsBeforeThatOfEveryRequest() throws Exception {
    try (ScriptedOpenSearch openSearch = new ScriptedOpenSearch()) {
      openSearch.answers(ScriptedOpenSearch.status(200, "{\"count\":7}"));
      String url = openSearch.settings(30_000).url();
      for (String path : List.of("", "/", "/behind/a-proxy", "/behind/a-proxy/")) {
        try (SearchConnection connection =
            SearchConnection.open(ScriptedOpenSearch.settings(url + path, 30_000))) {
          assertThat(new IndexAdmin(connection).countDocuments()).isEqualTo(7);
        }
      }
      assertThat(openSearch.requests())
          .extracting(ScriptedOpenSearch.Request::path)
          .containsExactly(
              "/docs/_count",
              "/docs/_count",
              "/behind/a-proxy/docs/_count",
              "/behind/a-proxy/docs/_count");
    }
  }
}
