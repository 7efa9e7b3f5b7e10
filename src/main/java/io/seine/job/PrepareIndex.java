package io.seine.job;

import io.seine.inference.BiEncoder;
import io.seine.inference.InferenceRuntime;
import io.seine.search.IndexAdmin;
import io.seine.search.IndexSchema;
import io.seine.search.SearchConnection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the index for a bi-encoder, behind its alias; run once before the jobs, and again without
 * harm. It is no Flink job: it ends when the index stands.
 */
public final class PrepareIndex {
  public static final String NAME = "prepare-index";

  /** Every setting of it. */
  public static final List<Setting<?>> SETTINGS =
      Job.settings(
          IndexOptions.ALL,
          SearchOptions.ALL,
          List.of(ModelOptions.CACHE),
          ModelOptions.FOR_BI_ENCODER);

  private static final Logger LOG = LoggerFactory.getLogger(PrepareIndex.class);

  private PrepareIndex() {}

  public static void main(String[] arguments) throws Exception {
    Prepared prepared = prepare(Settings.read(arguments, System.getenv(), SETTINGS));
    LOG.info(prepared.ready());
    prepared.note().ifPresent(LOG::warn);
  }

  /**
   * An index that is ready.
   *
   * @param ready which, in a sentence
   * @param note what its operator has to know of the documents in it, in a sentence
   */
  public record Prepared(String ready, Optional<String> note) {}

  /** Creates the index, or sees that it is as it should be. */
  public static Prepared prepare(Settings settings) throws Exception {
    try (InferenceRuntime.Lease lease = InferenceRuntime.acquire(ModelOptions.inference(settings));
        SearchConnection connection = SearchConnection.open(SearchOptions.search(settings))) {
      BiEncoder biEncoder =
          lease.biEncoder(settings.get(ModelOptions.BI_ENCODER), ModelOptions.biEncoder(settings));
      IndexAdmin index = new IndexAdmin(connection);
      Set<String> added =
          index.prepare(
              new IndexSchema(
                  biEncoder.dimension(),
                  biEncoder.id(),
                  biEncoder.hash(),
                  settings.get(IndexOptions.METADATA),
                  settings.get(IndexOptions.LANGUAGE),
                  settings.get(IndexOptions.VECTORS),
                  settings.get(IndexOptions.SHARDS),
                  settings.get(IndexOptions.REPLICAS),
                  settings.get(IndexOptions.REFRESH),
                  settings.get(IndexOptions.HNSW_M),
                  settings.get(IndexOptions.HNSW_EF)));
      return new Prepared(
          "The index behind '%s' at %s is ready for %s."
              .formatted(
                  settings.get(SearchOptions.ALIAS),
                  settings.get(SearchOptions.URL),
                  biEncoder.id()),
          added.isEmpty() ? Optional.empty() : note(added, index.countDocuments()));
    }
  }

  /** What a document is filtered by is written with it, and so by a job that knows of the field. */
  static Optional<String> note(Set<String> added, long documents) {
    return documents == 0
        ? Optional.empty()
        : Optional.of(
            "Metadata declared anew: %s. The documents that the index holds already (%d) are found by it only once they are published again, to an index-documents that was started after this."
                .formatted(String.join(", ", added), documents));
  }
}
