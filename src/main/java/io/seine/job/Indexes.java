package io.seine.job;

import io.seine.inference.BiEncoder;
import io.seine.search.Backoff;
import io.seine.search.FatalSearchException;
import io.seine.search.IndexAdmin;
import io.seine.search.IndexWatch;
import io.seine.search.MetadataTypes;
import io.seine.search.ModelAlias;
import io.seine.search.RefusedRequestException;
import io.seine.search.RetryableSearchException;
import io.seine.search.SearchConnection;
import io.seine.search.SearchSettings;
import io.seine.stage.StageFailure;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What stages ask of the index when they open. */
final class Indexes {
  private static final Logger LOG = LoggerFactory.getLogger(Indexes.class);
  private static final Backoff BACKOFF = new Backoff(500, 30_000);

  /** Longer than OpenSearch takes to answer when it is well. */
  private static final Duration FIRST_TRY = Duration.ofSeconds(2);

  private Indexes() {}

  /** The metadata that the index declares. */
  static MetadataTypes declaredMetadata(Settings settings, BiEncoder biEncoder) throws Exception {
    return ask(
        settings,
        biEncoder,
        admin -> {
          verify(settings, admin, biEncoder);
          return admin.declaredMetadata();
        });
  }

  /**
   * Whether the index keeps what its vectors were made of, so that unchanged passages need not be
   * embedded again.
   */
  static boolean keepsVectors(Settings settings, BiEncoder biEncoder) throws Exception {
    boolean keeps = ask(settings, biEncoder, IndexAdmin::keepsVectors);
    if (!keeps) {
      LOG.info(
          "The index behind '{}' was made by a Seine that did not keep what vectors were made of: a"
              + " document that comes again is embedded again. An index that is built anew keeps it",
          settings.get(SearchOptions.ALIAS));
    }
    return keeps;
  }

  /** Refuses to go on with another bi-encoder than the one whose vectors the index holds. */
  static void checkModel(Settings settings, BiEncoder biEncoder) throws Exception {
    ask(
        settings,
        biEncoder,
        admin -> {
          verify(settings, admin, biEncoder);
          return true;
        });
  }

  /** As {@link #checkModel}, when OpenSearch answers. */
  static void verify(Settings settings, IndexAdmin admin, BiEncoder biEncoder) {
    admin.verifyModelAlias(settings.get(SearchOptions.ALIAS), biEncoder.id(), biEncoder.hash());
  }

  /** A connection of a stage's own, to the index of this bi-encoder and no other. */
  static SearchConnection connect(Settings settings, BiEncoder biEncoder) {
    SearchSettings search = SearchOptions.search(settings);
    return open(search.withAlias(ModelAlias.of(search.alias(), biEncoder.hash())));
  }

  private static SearchConnection open(SearchSettings settings) {
    try {
      return SearchConnection.open(settings);
    } catch (FatalSearchException e) {
      throw failure(e);
    }
  }

  /**
   * Asks until OpenSearch answers: a job that begins while it is down waits for it, and is
   * cancelled like any other.
   */
  private static <T> T ask(Settings settings, BiEncoder biEncoder, Function<IndexAdmin, T> question)
      throws Exception {
    try (SearchConnection connection = connect(settings, biEncoder)) {
      IndexAdmin index = new IndexAdmin(connection);
      for (int tries = 1; ; tries++) {
        try {
          return question.apply(index);
        } catch (RetryableSearchException e) {
          long pause = BACKOFF.pauseMillis(tries, ThreadLocalRandom.current());
          LOG.warn(
              "Waiting for OpenSearch; try {} follows in {} ms: {}",
              tries + 1,
              pause,
              e.getMessage());
          TimeUnit.MILLISECONDS.sleep(pause);
        }
      }
    } catch (FatalSearchException | RefusedRequestException e) {
      throw failure(e);
    }
  }

  /**
   * Watches for the index, for a stage, so that a job can begin while OpenSearch is down.
   *
   * @param models close the watch with the stage
   * @param check throws {@link FatalSearchException} when the index is not the right one
   */
  static IndexWatch watch(
      LoadedModels models, SearchConnection connection, Consumer<IndexAdmin> check)
      throws InterruptedException {
    IndexWatch watch = models.own(new IndexWatch(connection, check));
    try {
      watch.awaitFirstTry(FIRST_TRY);
      return watch;
    } catch (FatalSearchException e) {
      throw failure(e);
    }
  }

  private static StageFailure failure(RuntimeException e) {
    return new StageFailure(
        Objects.requireNonNullElse(e.getMessage(), "The index is unusable."), e);
  }
}
