package io.seine.search;

import static io.seine.search.ScriptedOpenSearch.error;
import static io.seine.search.ScriptedOpenSearch.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.message.Condition;
import io.seine.message.InvalidRecordException;
import io.seine.message.RetrievalMode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IndexWatchTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String MAPPING =
      "{\"docs-000001\":{\"mappings\":{\"_meta\":{\"seine\":{\"schema_version\":"
          + IndexSchema.VERSION
          + ",\"bi_encoder\":{\"id\":\"m\",\"hash\":\"h\"},\"metadata\":{\"lang\":\"keyword\"}}}}}}";

  private ScriptedOpenSearch openSearch;
  private SearchConnection connection;

  @BeforeEach
  void open() throws Exception {
    openSearch = new ScriptedOpenSearch();
    connection = SearchConnection.open(openSearch.settings(30_000));
  }

  @AfterEach
  void close() throws Exception {
    connection.close();
    openSearch.close();
  }

  @Test
  void whatTheIndexDeclaresIsKnownOnceOpenSearchAnswers() throws Exception {
    openSearch.answers(error(503, "x"), status(200, MAPPING));
    try (IndexWatch watch = new IndexWatch(connection, index -> index.verify("m", "h"))) {
      watch.awaitFirstTry(PATIENCE);
      while (watch.knownMetadata().isEmpty()) {
        Thread.sleep(1);
      }
      assertThat(watch.contents().metadata().declares("lang")).isTrue();
    }
  }

  @Test
  void anOddAnswerDoesNotEndTheAsking() throws Exception {
    openSearch.answers(error(421, "x"), status(200, MAPPING));
    try (IndexWatch watch = new IndexWatch(connection, index -> {})) {
      watch.awaitFirstTry(PATIENCE);
      while (watch.knownMetadata().isEmpty()) {
        Thread.sleep(1);
      }
      assertThat(watch.contents().metadata().declares("lang")).isTrue();
    }
  }

  @Test
  void untilThenARetrievalMayBeTriedAgain() throws Exception {
    openSearch.answers(error(503, "x"));
    try (IndexWatch watch = new IndexWatch(connection, index -> {})) {
      watch.awaitFirstTry(PATIENCE);
      assertThat(watch.knownMetadata()).isEmpty();
      assertThatThrownBy(() -> retrieve(watch, List.of()))
          .cause()
          .isInstanceOf(RetryableSearchException.class)
          .hasMessageContaining("503");
    }
  }

  @Test
  void anIndexOfAnotherModelIsRefusedAtOnce() {
    openSearch.answers(status(200, MAPPING));
    try (IndexWatch watch = new IndexWatch(connection, index -> index.verify("m", "other"))) {
      assertThatThrownBy(() -> watch.awaitFirstTry(PATIENCE))
          .isInstanceOf(FatalSearchException.class)
          .hasMessageContaining("cannot be compared");
      assertThatThrownBy(() -> retrieve(watch, List.of()))
          .cause()
          .isInstanceOf(FatalSearchException.class);
    }
  }

  @Test
  void aFilterThatCouldNotBeCheckedBeforeIsCheckedNow() throws Exception {
    openSearch.answers(status(200, MAPPING));
    try (IndexWatch watch = new IndexWatch(connection, index -> {})) {
      watch.awaitFirstTry(PATIENCE);
      List<Condition> filter = List.of(new Condition.Exists("secret", true));
      assertThatThrownBy(() -> retrieve(watch, filter))
          .cause()
          .isInstanceOf(InvalidRecordException.class)
          .hasMessageContaining("secret");
    }
  }

  private void retrieve(IndexWatch watch, List<Condition> filter) {
    new CheckedRetrieval(watch, new Retriever(connection, RetrievalWeights.DEFAULT))
        .retrieve(new RetrievalRequest("w", null, filter, RetrievalMode.KEYWORD, 1, 1, 1, 1_000))
        .join();
  }
}
