package io.seine.job;

import io.seine.inference.BiEncoder;
import io.seine.search.FatalSearchException;
import io.seine.search.IndexAdmin;
import io.seine.search.MetadataTypes;
import io.seine.search.SearchConnection;
import io.seine.stage.StageFailure;
import java.util.Objects;
import java.util.function.Function;

/** What stages ask of the index when they open. */
final class Indexes {
  private Indexes() {}

  /** The metadata that the index declares. */
  static MetadataTypes declaredMetadata(Settings settings) throws Exception {
    return ask(settings, IndexAdmin::declaredMetadata);
  }

  /** Refuses to go on with another bi-encoder than the one whose vectors the index holds. */
  static void checkModel(Settings settings, BiEncoder biEncoder) throws Exception {
    ask(
        settings,
        admin -> {
          admin.verify(biEncoder.id(), biEncoder.hash());
          return true;
        });
  }

  /** A connection of a stage's own. */
  static SearchConnection connect(Settings settings) {
    try {
      return SearchConnection.open(SearchOptions.search(settings));
    } catch (FatalSearchException e) {
      throw unusable(e);
    }
  }

  private static StageFailure unusable(FatalSearchException e) {
    return new StageFailure(
        Objects.requireNonNullElse(e.getMessage(), "The index is unusable."), e);
  }

  private static <T> T ask(Settings settings, Function<IndexAdmin, T> question) throws Exception {
    try (SearchConnection connection = connect(settings)) {
      return question.apply(new IndexAdmin(connection));
    } catch (FatalSearchException e) {
      throw unusable(e);
    }
  }
}
