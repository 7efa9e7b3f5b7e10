package io.seine.search;

import static io.seine.search.ScriptedOpenSearch.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IndexReaderTest {
  private static final String PAGE =
      "{\"_scroll_id\":\"s\",\"_shards\":{\"total\":2,\"successful\":%d},\"hits\":{\"hits\":[%s]}}";
  private static final String A = "{\"_id\":\"a\",\"_version\":3,\"_source\":{}}";

  private ScriptedOpenSearch openSearch;
  private SearchConnection connection;
  private IndexReader reader;

  @BeforeEach
  void open() throws Exception {
    openSearch = new ScriptedOpenSearch();
    connection = SearchConnection.open(openSearch.settings(30_000));
    reader = new IndexReader(connection, "docs");
  }

  @AfterEach
  void close() throws Exception {
    connection.close();
    openSearch.close();
  }

  private List<StoredVersion> scanned() {
    List<StoredVersion> scanned = new ArrayList<>();
    reader.scan(scanned::addAll);
    return scanned;
  }

  @Test
  void aScanHasEveryPage() {
    openSearch.answers(
        status(200, PAGE.formatted(2, A)),
        status(200, PAGE.formatted(2, A.replace("\"a\"", "\"b\""))),
        status(200, PAGE.formatted(2, "")),
        status(200, "{}"));
    assertThat(scanned())
        .containsExactly(new StoredVersion("a", 3, false), new StoredVersion("b", 3, false));
  }

  @Test
  void aScanOfSomeOfTheShardsIsNone() {
    openSearch.answers(status(200, PAGE.formatted(1, A)), status(200, "{}"));
    assertThatThrownBy(this::scanned)
        .isInstanceOf(RetryableSearchException.class)
        .hasMessageContaining("1 shards of the index gave no answer");
    openSearch.answers(
        status(200, PAGE.formatted(2, A)), status(200, PAGE.formatted(1, "")), status(200, "{}"));
    assertThatThrownBy(this::scanned).isInstanceOf(RetryableSearchException.class);
    assertThat(openSearch.requests().get(openSearch.requests().size() - 1).path())
        .isEqualTo("/_search/scroll");
  }

  /** The documents that are asked for, as long as they are no more than so many. */
  private static ScriptedOpenSearch.Reply documents(int most) {
    return (exchange, request) ->
        (request.ids().size() > most
                ? ScriptedOpenSearch.error(413, "too_large")
                : status(
                    200,
                    request.ids().stream()
                        .map(
                            id ->
                                "{\"_id\":\"%s\",\"found\":true,\"_version\":1,\"_source\":{\"text\":\"x\"}}"
                                    .formatted(id))
                        .collect(Collectors.joining(",", "{\"docs\":[", "]}"))))
            .to(exchange, request);
  }

  @Test
  void documentsThatAreTooLargeTogetherComeInHalves() {
    openSearch.answers(documents(2));
    assertThat(reader.documents(List.of("a", "b", "c", "d", "e")))
        .extracting(StoredDocument::id)
        .containsExactly("a", "b", "c", "d", "e");
    openSearch.answers(documents(0));
    assertThatThrownBy(() -> reader.documents(List.of("a", "b")))
        .isInstanceOf(RefusedRequestException.class);
  }

  @Test
  void noDocumentsAreThereWithoutAsking() {
    assertThat(reader.documents(List.of())).isEmpty();
    assertThat(openSearch.requests()).isEmpty();
  }

  /** Of 200 documents one was not among the ten that a search for ten found of its own vector. */
  @Test
  void theNearestAreSearchedForAsWidelyAsAQueryDoes() {
    openSearch.answers(status(200, "{\"hits\":{\"hits\":[{\"_id\":\"a\",\"_score\":0.9994}]}}"));
    assertThat(reader.nearest(new float[] {1, 0}, 10))
        .containsExactly(new IndexReader.Near("a", 0.9994));
    assertThat(openSearch.requests().get(0).body()).contains("\"size\":10", "\"k\":200");
  }

  @Test
  void aCountOfSomeOfTheShardsIsNone() {
    openSearch.answers(status(200, "{\"count\":7,\"_shards\":{\"total\":2,\"successful\":1}}"));
    assertThatThrownBy(reader::counts).isInstanceOf(RetryableSearchException.class);
  }

  @Test
  void aSampleOfSomeOfTheShardsIsNone() {
    openSearch.answers(status(200, PAGE.formatted(2, A)), status(200, PAGE.formatted(1, A)));
    assertThat(reader.sample(1)).containsExactly("a");
    assertThatThrownBy(() -> reader.sample(1)).isInstanceOf(RetryableSearchException.class);
  }
}
