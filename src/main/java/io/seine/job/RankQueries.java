package io.seine.job;

import io.seine.inference.BiEncoder;
import io.seine.inference.CrossEncoder;
import io.seine.inference.Lane;
import io.seine.message.QueryDecoder;
import io.seine.message.RecordKind;
import io.seine.message.SourceRecord;
import io.seine.search.CheckedRetrieval;
import io.seine.search.IndexWatch;
import io.seine.search.MetadataTypes;
import io.seine.search.Retriever;
import io.seine.search.SearchConnection;
import io.seine.stage.Admission;
import io.seine.stage.AnsweredQuery;
import io.seine.stage.DecodeQuery;
import io.seine.stage.EmbedAnew;
import io.seine.stage.EmbedQuery;
import io.seine.stage.EmbeddedQuery;
import io.seine.stage.PendingQuery;
import io.seine.stage.ReadingPolicy;
import io.seine.stage.RerankCandidates;
import io.seine.stage.RetrieveCandidates;
import io.seine.stage.RetrievedQuery;
import io.seine.stage.Stage;
import io.seine.stage.Telemetry;
import io.seine.stream.CborTypeInfo;
import io.seine.stream.FailedAnswers;
import io.seine.stream.KafkaEndpoints;
import io.seine.stream.Observation;
import io.seine.stream.Pipeline;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The job that answers queries: decode, embed, retrieve, rerank. */
public final class RankQueries {
  public static final String NAME = "rank-queries";

  /** Every setting of the job. */
  public static final List<Setting<?>> SETTINGS =
      Job.settings(
          List.of(
              KafkaOptions.QUERIES_TOPIC,
              KafkaOptions.QUERIES_GROUP,
              KafkaOptions.QUERIES_START,
              KafkaOptions.RESULTS_TOPIC,
              KafkaOptions.RESULTS_DELIVERY,
              KafkaOptions.DEAD_LETTERS_TOPIC,
              KafkaOptions.MAX_RECORD_BYTES),
          QueryOptions.ALL,
          SearchOptions.ALL,
          ModelOptions.INFERENCE,
          ModelOptions.FOR_BI_ENCODER,
          ModelOptions.FOR_CROSS_ENCODER,
          TracingOptions.ALL);

  private static final InstantSource CLOCK = InstantSource.system();

  private RankQueries() {}

  public static void main(String[] arguments) throws Exception {
    Job.run(NAME, arguments, SETTINGS, RankQueries::build);
  }

  /** Adds the job's operators to an environment. */
  public static void build(StreamExecutionEnvironment env, Settings settings) {
    Job.tell(env, settings, SETTINGS);
    // An answer must not wait for a network buffer to fill.
    env.setBufferTimeout(0);
    KafkaEndpoints kafka =
        new KafkaEndpoints(settings.kafka(), NAME, settings.get(KafkaOptions.MAX_RECORD_BYTES));
    int capacity = settings.get(QueryOptions.CAPACITY);
    Pipeline<AnsweredQuery> queries =
        Pipeline.from(
                env,
                "queries",
                new Observation(NAME, RecordKind.QUERY, settings.get(TracingOptions.ENDPOINT)),
                kafka.source(
                    settings.get(KafkaOptions.QUERIES_TOPIC),
                    settings.get(KafkaOptions.QUERIES_GROUP),
                    settings.get(KafkaOptions.QUERIES_START)))
            .then("decode-queries", capacity, PendingQuery.class, telemetry -> decode(settings))
            .then(
                "embed-queries",
                capacity,
                EmbeddedQuery.class,
                telemetry -> embed(settings, telemetry))
            .then(
                "retrieve-candidates",
                capacity,
                RetrievedQuery.class,
                telemetry -> retrieve(settings, telemetry))
            .then(
                "rerank-candidates",
                capacity,
                AnsweredQuery.class,
                telemetry -> rerank(settings, telemetry));
    queries
        .outputs()
        .union(
            queries
                .deadLetters()
                .map(new FailedAnswers())
                .returns(CborTypeInfo.of(AnsweredQuery.class))
                .name("failed-answers")
                .uid("failed-answers"))
        .sinkTo(
            kafka.rankedResults(
                settings.get(KafkaOptions.RESULTS_TOPIC),
                settings.get(KafkaOptions.RESULTS_DELIVERY)))
        .name("ranked-results")
        .uid("ranked-results");
    queries
        .deadLetters()
        .sinkTo(kafka.deadLetters(settings.get(KafkaOptions.DEAD_LETTERS_TOPIC)))
        .name("dead-letters")
        .uid("dead-letters");
  }

  /** Queries are taken up, and answered in time, also while OpenSearch has not said what it has. */
  private static Stage<SourceRecord, PendingQuery> decode(Settings settings) throws Exception {
    return LoadedModels.use(
        settings,
        models -> {
          SearchConnection connection = models.own(Indexes.connect(settings, models.biEncoder()));
          IndexWatch index = Indexes.watch(models, connection, admin -> {});
          return new DecodeQuery(
              new QueryDecoder(QueryOptions.limits(settings)),
              filter -> {
                // What is not known here is checked before the retrieval.
                Optional<MetadataTypes> metadata = index.knownMetadata();
                if (metadata.isPresent()) {
                  metadata.get().checkFilter(filter);
                }
              },
              CLOCK);
        });
  }

  private static Stage<PendingQuery, EmbeddedQuery> embed(Settings settings, Telemetry telemetry)
      throws Exception {
    return LoadedModels.use(
        settings,
        models -> {
          models.reportBiEncoder(Lane.QUERY_EMBEDDING, telemetry);
          return embed(models.biEncoder(), telemetry);
        });
  }

  private static EmbedQuery embed(BiEncoder biEncoder, Telemetry telemetry) {
    return new EmbedQuery(biEncoder::embedQuery, biEncoder.hash(), CLOCK, telemetry);
  }

  private static Stage<EmbeddedQuery, RetrievedQuery> retrieve(
      Settings settings, Telemetry telemetry) throws Exception {
    return LoadedModels.use(
        settings,
        models -> {
          BiEncoder biEncoder = models.biEncoder();
          SearchConnection connection = models.own(Indexes.connect(settings, biEncoder));
          IndexWatch index =
              Indexes.watch(
                  models, connection, admin -> Indexes.verify(settings, admin, biEncoder));
          CheckedRetrieval retrieval =
              new CheckedRetrieval(
                  index, new Retriever(connection, QueryOptions.weights(settings)));
          EmbedQuery embed = embed(biEncoder, telemetry);
          RetrieveCandidates stage =
              new RetrieveCandidates(
                  retrieval::retrieve,
                  settings.get(QueryOptions.DEPTH),
                  new Admission(
                      settings.get(QueryOptions.CONCURRENCY), ModelOptions.admission(settings)),
                  CLOCK,
                  telemetry);
          return new EmbedAnew<>(
              embedded -> embedded.fits(biEncoder.hash()),
              embedded -> embed.apply(embedded.pending()),
              stage);
        });
  }

  private static Stage<RetrievedQuery, AnsweredQuery> rerank(Settings settings, Telemetry telemetry)
      throws Exception {
    return LoadedModels.use(
        settings,
        models -> {
          CrossEncoder crossEncoder = models.crossEncoder();
          models.reportCrossEncoder(Lane.QUERY, telemetry);
          return new RerankCandidates(
              crossEncoder::read,
              QueryOptions.fusion(settings),
              ReadingPolicy.ADAPTIVE,
              settings.get(QueryOptions.TITLE),
              models.names(),
              CLOCK,
              telemetry);
        });
  }
}
