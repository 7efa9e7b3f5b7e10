package io.seine.job;

import io.seine.inference.BiEncoder;
import io.seine.inference.InferenceRuntime;
import io.seine.message.DocumentChange;
import io.seine.message.SourceRecord;
import io.seine.search.DocumentWriter;
import io.seine.search.IndexMove;
import io.seine.search.SearchConnection;
import io.seine.search.StoredDocument;
import io.seine.stage.EmbedDocument;
import io.seine.stage.EmbeddedChange;
import io.seine.stage.Outcome;
import io.seine.stage.SplitDocument;
import io.seine.stage.Telemetry;
import io.seine.stage.WriteDocument;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The index of one bi-encoder with the bi-encoder itself, outside Flink: documents get the vectors,
 * and come into the index, just as index-documents does it.
 */
public final class ModelIndex implements AutoCloseable {
  private final Settings settings;
  private final InferenceRuntime.Lease lease;
  private final BiEncoder biEncoder;
  private final SearchConnection connection;
  private final SplitDocument split;
  private final EmbedDocument embed;

  private ModelIndex(Settings settings, InferenceRuntime.Lease lease, BiEncoder biEncoder) {
    this.settings = settings;
    this.lease = lease;
    this.biEncoder = biEncoder;
    this.connection = Indexes.connect(settings, biEncoder);
    this.split = IndexDocuments.splitter(settings, biEncoder);
    this.embed = IndexDocuments.embedder(biEncoder, EmbedDocument.Lookup.NOTHING, Telemetry.NONE);
  }

  /**
   * Loads the bi-encoder; the index need not be there yet.
   *
   * @param settings of index-documents
   * @throws io.seine.inference.ModelException when the bi-encoder cannot be had
   */
  public static ModelIndex open(Settings settings) {
    InferenceRuntime.Lease lease = InferenceRuntime.acquire(ModelOptions.inference(settings));
    try {
      return new ModelIndex(
          settings,
          lease,
          lease.biEncoder(settings.get(ModelOptions.BI_ENCODER), ModelOptions.biEncoder(settings)));
    } catch (RuntimeException e) {
      lease.close();
      throw e;
    }
  }

  public IndexMove.Model model() {
    return new IndexMove.Model(biEncoder.id(), biEncoder.hash(), biEncoder.dimension());
  }

  /** The vector of a whole document, as it stands in the index. */
  public CompletableFuture<float[]> vector(StoredDocument stored) {
    return embedded(stored)
        .thenApply(outcome -> ((Outcome.Output<EmbeddedChange>) outcome).value().vector());
  }

  private CompletableFuture<Outcome<EmbeddedChange>> embedded(StoredDocument stored) {
    return split
        .apply(change(stored))
        .thenCompose(passaged -> passaged.then(embed))
        .toCompletableFuture();
  }

  /** Brings documents into the index, which has to be there. */
  public final class Writing implements AutoCloseable {
    private final WriteDocument write;

    private Writing(WriteDocument write) {
      this.write = write;
    }

    /**
     * Makes the index hold this document or tombstone, unless it holds a later version.
     *
     * @return why the index refused it, if it did
     */
    public CompletableFuture<Optional<String>> put(StoredDocument stored) {
      return embedded(stored)
          .thenCompose(outcome -> outcome.then(write))
          .thenApply(
              outcome ->
                  outcome instanceof Outcome.Rejected<?> rejected
                      ? Optional.of(rejected.letter().message())
                      : Optional.empty());
    }

    @Override
    public void close() {
      write.close();
    }
  }

  /**
   * Begins to write.
   *
   * @param capacity how many changes are put at once, at most
   */
  public Writing writing(int capacity) throws Exception {
    return new Writing(
        new WriteDocument(
            new DocumentWriter(
                connection, Indexes.declaredMetadata(settings, biEncoder), capacity, retries -> {}),
            Indexes.keepsVectors(settings, biEncoder),
            InstantSource.system(),
            Telemetry.NONE));
  }

  /** A change that came from no topic. */
  private static DocumentChange change(StoredDocument stored) {
    SourceRecord source =
        new SourceRecord(
            "", 0, stored.version(), System.currentTimeMillis(), null, null, List.of());
    return stored.document() == null
        ? new DocumentChange.Delete(source, stored.version(), stored.id())
        : new DocumentChange.Upsert(
            source, stored.version(), Objects.requireNonNull(stored.document()));
  }

  @Override
  public void close() throws IOException {
    try {
      connection.close();
    } finally {
      lease.close();
    }
  }
}
