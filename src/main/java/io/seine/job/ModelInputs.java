package io.seine.job;

import io.seine.inference.BiEncoder;
import io.seine.inference.InferenceRuntime;
import io.seine.inference.ModelDirectory;
import io.seine.inference.ModelStore;
import io.seine.message.Document;
import io.seine.message.DocumentChange;
import io.seine.message.SourceRecord;
import io.seine.stage.EmbedDocument;
import io.seine.stage.PassagedChange;
import io.seine.stage.SplitDocument;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What the jobs give to their models to read, and the files of these models, for whoever compares
 * the jobs with something else that reads the same.
 */
public final class ModelInputs {
  private ModelInputs() {}

  /** The files of the bi-encoder that the settings of {@link RankQueries} name. */
  public static ModelDirectory biEncoder(Settings settings) {
    return store(settings)
        .resolve(settings.get(ModelOptions.BI_ENCODER), ModelOptions.biEncoder(settings));
  }

  /** As {@link #biEncoder}. */
  public static ModelDirectory crossEncoder(Settings settings) {
    return store(settings)
        .resolve(settings.get(ModelOptions.CROSS_ENCODER), ModelOptions.crossEncoder(settings));
  }

  private static ModelStore store(Settings settings) {
    return new ModelStore(
        ModelOptions.inference(settings).modelCache(), (label, done, total) -> {});
  }

  /** How many texts or pairs are read at once, in a process on this machine. */
  public static int cores(Settings settings) {
    return ModelOptions.inference(settings).cores();
  }

  /** How long a change may take until queries find it, in milliseconds. */
  public static int refreshMillis(Settings settings) {
    return settings.get(IndexOptions.REFRESH);
  }

  /**
   * The texts of which {@link IndexDocuments} has vectors made, document by document, where the
   * index knows none of them: a text that stands twice in a document is read once.
   *
   * @param settings of that job
   */
  public static List<List<String>> texts(Settings settings, List<Document> documents) {
    try (InferenceRuntime.Lease lease =
        InferenceRuntime.acquire(ModelOptions.inference(settings))) {
      BiEncoder biEncoder =
          lease.biEncoder(settings.get(ModelOptions.BI_ENCODER), ModelOptions.biEncoder(settings));
      String prefix = biEncoder.documentPrefix();
      SplitDocument splitter = IndexDocuments.splitter(settings, biEncoder);
      return documents.stream()
          .map(
              document ->
                  EmbedDocument.texts(splitter.split(upsert(document)), biEncoder.maxTokens()))
          .map(texts -> texts.stream().distinct().map(text -> prefix + text).toList())
          .toList();
    }
  }

  /** Cuts documents into passages, as {@link IndexDocuments} cuts them where no setting is made. */
  public static Function<Document, PassagedChange> splitter(BiEncoder biEncoder) {
    Settings settings = Settings.of(Map.of(), IndexDocuments.SETTINGS);
    SplitDocument splitter = IndexDocuments.splitter(settings, biEncoder);
    return document -> splitter.split(upsert(document));
  }

  /** How many documents each list of {@link RankQueries} holds where no setting is made. */
  public static int depth() {
    return QueryOptions.DEPTH.parse(QueryOptions.DEPTH.defaultText());
  }

  private static DocumentChange upsert(Document document) {
    return new DocumentChange.Upsert(
        new SourceRecord("", 0, 0, 0, null, null, List.of()), 0, document);
  }
}
