package io.seine.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SearchConnectionTest {
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
