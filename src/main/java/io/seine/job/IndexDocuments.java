package io.seine.job;

import io.seine.inference.BiEncoder;
import io.seine.inference.Lane;
import io.seine.message.DocumentChange;
import io.seine.message.DocumentDecoder;
import io.seine.message.RecordKind;
import io.seine.message.SourceRecord;
import io.seine.search.DocumentLookup;
import io.seine.search.DocumentWriter;
import io.seine.search.IndexSchema;
import io.seine.search.MetadataTypes;
import io.seine.search.SearchConnection;
import io.seine.search.TombstoneSweep;
import io.seine.stage.DecodeDocument;
import io.seine.stage.EmbedAnew;
import io.seine.stage.EmbedDocument;
import io.seine.stage.EmbeddedChange;
import io.seine.stage.PassagedChange;
import io.seine.stage.SplitDocument;
import io.seine.stage.Stage;
import io.seine.stage.Telemetry;
import io.seine.stage.TombstoneSweeper;
import io.seine.stage.WriteDocument;
import io.seine.stage.WrittenChange;
import io.seine.stream.KafkaEndpoints;
import io.seine.stream.Observation;
import io.seine.stream.Pipeline;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** The job that keeps the index as the documents topic says: decode, split, embed, write. */
public final class IndexDocuments {
  public static final String NAME = "index-documents";

  /** Every setting of the job. */
  public static final List<Setting<?>> SETTINGS =
      Job.settings(
          List.of(
              KafkaOptions.DOCUMENTS_TOPIC,
              KafkaOptions.DOCUMENTS_GROUP,
              KafkaOptions.DOCUMENTS_START,
              KafkaOptions.DEAD_LETTERS_TOPIC,
              KafkaOptions.MAX_RECORD_BYTES),
          DocumentOptions.ALL,
          SearchOptions.ALL,
          ModelOptions.INFERENCE,
          ModelOptions.FOR_BI_ENCODER,
          TracingOptions.ALL);

  private IndexDocuments() {}

  public static void main(String[] arguments) throws Exception {
    Job.run(NAME, arguments, SETTINGS, IndexDocuments::build);
  }

  /** Adds the job's operators to an environment. */
  public static void build(StreamExecutionEnvironment env, Settings settings) {
    Job.tell(env, settings, SETTINGS);
    KafkaEndpoints kafka =
        new KafkaEndpoints(settings.kafka(), NAME, settings.get(KafkaOptions.MAX_RECORD_BYTES));
    Pipeline<WrittenChange> documents =
        Pipeline.from(
                env,
                "documents",
                new Observation(NAME, RecordKind.DOCUMENT, settings.get(TracingOptions.ENDPOINT)),
                kafka.source(
                    settings.get(KafkaOptions.DOCUMENTS_TOPIC),
                    settings.get(KafkaOptions.DOCUMENTS_GROUP),
                    settings.get(KafkaOptions.DOCUMENTS_START)))
            .then(
                "decode-documents",
                settings.get(DocumentOptions.EMBED_CAPACITY),
                DocumentChange.class,
                telemetry -> decode(settings))
            .then(
                "split-documents",
                settings.get(DocumentOptions.EMBED_CAPACITY),
                PassagedChange.class,
                telemetry -> split(settings))
            .then(
                "embed-documents",
                settings.get(DocumentOptions.EMBED_CAPACITY),
                EmbeddedChange.class,
                telemetry -> embed(settings, telemetry))
            .then(
                "write-documents",
                settings.get(DocumentOptions.WRITE_CAPACITY),
                WrittenChange.class,
                telemetry -> write(settings, telemetry));
    documents.outputs().sinkTo(new DiscardingSink<>()).name("written").uid("written");
    documents
        .deadLetters()
        .sinkTo(kafka.deadLetters(settings.get(KafkaOptions.DEAD_LETTERS_TOPIC)))
        .name("dead-letters")
        .uid("dead-letters");
  }

  private static Stage<SourceRecord, DocumentChange> decode(Settings settings) throws Exception {
    return LoadedModels.use(
        settings,
        models ->
            new DecodeDocument(
                new DocumentDecoder(
                    DocumentOptions.fields(settings),
                    DocumentOptions.offsetVersions(settings),
                    settings.get(DocumentOptions.MAX_BYTES)),
                Indexes.declaredMetadata(settings, models.biEncoder())::typed));
  }

  private static Stage<DocumentChange, PassagedChange> split(Settings settings) throws Exception {
    return LoadedModels.use(settings, models -> splitter(settings, models.biEncoder()));
  }

  static SplitDocument splitter(Settings settings, BiEncoder biEncoder) {
    // No passage is ever cut by the model that embeds it.
    int maxTokens =
        Math.min(settings.get(DocumentOptions.PASSAGE_MAX_TOKENS), biEncoder.maxTokens());
    return new SplitDocument(
        settings.get(DocumentOptions.PASSAGE_WORDS),
        settings.get(DocumentOptions.PASSAGE_OVERLAP),
        maxTokens,
        IndexSchema.MAX_PASSAGES,
        biEncoder::countTokens);
  }

  private static Stage<PassagedChange, EmbeddedChange> embed(Settings settings, Telemetry telemetry)
      throws Exception {
    return LoadedModels.use(
        settings,
        models -> {
          BiEncoder biEncoder = models.biEncoder();
          Indexes.checkModel(settings, biEncoder);
          models.reportBiEncoder(Lane.DOCUMENT, telemetry);
          SearchConnection connection = models.own(Indexes.connect(settings, biEncoder));
          DocumentLookup lookup =
              models.own(
                  new DocumentLookup(
                      connection,
                      settings.get(DocumentOptions.EMBED_CAPACITY),
                      telemetry.counter("lookup_failures")));
          return embedder(biEncoder, lookup::find, telemetry);
        });
  }

  static EmbedDocument embedder(
      BiEncoder biEncoder, EmbedDocument.Lookup lookup, Telemetry telemetry) {
    return new EmbedDocument(
        biEncoder::embedDocuments,
        biEncoder.hash(),
        biEncoder.maxTokens(),
        lookup,
        text -> biEncoder.countTokens(text) > biEncoder.maxTokens(),
        telemetry);
  }

  private static Stage<EmbeddedChange, WrittenChange> write(Settings settings, Telemetry telemetry)
      throws Exception {
    return LoadedModels.use(
        settings,
        models -> {
          BiEncoder biEncoder = models.biEncoder();
          SplitDocument split = splitter(settings, biEncoder);
          EmbedDocument embed = embedder(biEncoder, EmbedDocument.Lookup.NOTHING, telemetry);
          return new EmbedAnew<>(
              embedded -> embedded.fits(biEncoder.hash()),
              embedded ->
                  split.apply(embedded.change()).thenCompose(passaged -> passaged.then(embed)),
              write(settings, models, telemetry));
        });
  }

  private static Stage<EmbeddedChange, WrittenChange> write(
      Settings settings, LoadedModels models, Telemetry telemetry) throws Exception {
    BiEncoder biEncoder = models.biEncoder();
    MetadataTypes metadata = Indexes.declaredMetadata(settings, biEncoder);
    boolean keepVectors = Indexes.keepsVectors(settings, biEncoder);
    SearchConnection connection = models.own(Indexes.connect(settings, biEncoder));
    DocumentWriter writer =
        new DocumentWriter(
            connection,
            metadata,
            settings.get(DocumentOptions.WRITE_CAPACITY),
            telemetry.counter("write_retries"));
    WriteDocument stage = new WriteDocument(writer, keepVectors, InstantSource.system(), telemetry);
    int keepDays = settings.get(DocumentOptions.KEEP_DAYS);
    if (keepDays > 0) {
      models
          .own(
              new TombstoneSweeper(
                  new TombstoneSweep(connection)::removeSome,
                  Duration.ofDays(keepDays),
                  InstantSource.system(),
                  telemetry))
          .start();
    }
    return stage;
  }
}
