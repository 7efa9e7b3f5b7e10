package io.seine.job;

import io.seine.inference.BiEncoder;
import io.seine.inference.InferenceRuntime;
import io.seine.search.IndexAdmin;
import io.seine.search.IndexSchema;
import io.seine.search.SearchConnection;
import java.util.List;
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
    LOG.info(prepare(Settings.read(arguments, System.getenv(), SETTINGS)));
  }

  /**
   * Creates the index, or sees that it is as it should be.
   *
   * @return what is ready, in a sentence
   */
  public static String prepare(Settings settings) throws Exception {
    try (InferenceRuntime.Lease lease = InferenceRuntime.acquire(ModelOptions.inference(settings));
        SearchConnection connection = SearchConnection.open(SearchOptions.search(settings))) {
      BiEncoder biEncoder =
          lease.biEncoder(settings.get(ModelOptions.BI_ENCODER), ModelOptions.biEncoder(settings));
      new IndexAdmin(connection)
          .prepare(
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
      return "The index behind '%s' at %s is ready for %s."
          .formatted(
              settings.get(SearchOptions.ALIAS), settings.get(SearchOptions.URL), biEncoder.id());
    }
  }
}
