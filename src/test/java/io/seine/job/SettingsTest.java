package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seine.inference.ModelSettings;
import io.seine.message.RetrievalMode;
import io.seine.search.RetrievalWeights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsTest {
  private static final Setting<Integer> WORDS = Setting.integer("passages.words", 64, 8, 512);
  private static final Setting<Double> LAMBDA = Setting.number("rerank.lambda", 3, 0, 20);
  private static final Setting<RetrievalMode> MODE =
      Setting.choice("retrieve.mode", RetrievalMode.HYBRID);
  private static final List<Setting<?>> KNOWN = List.of(WORDS, LAMBDA, MODE);

  @Test
  void theCommandLineWinsOverTheEnvironmentAndThatOverTheFile(@TempDir Path dir) throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("job.properties"),
            "passages.words = 10\nrerank.lambda=1\nretrieve.mode=vector\n");

    Settings settings =
        Settings.read(
            new String[] {"--properties", file.toString(), "--passages.words", "30"},
            Map.of("SEINE_PASSAGES_WORDS", "20", "SEINE_RERANK_LAMBDA", "2.5"),
            KNOWN);

    assertThat(settings.get(WORDS)).isEqualTo(30);
    assertThat(settings.get(LAMBDA)).isEqualTo(2.5);
    assertThat(settings.get(MODE)).isEqualTo(RetrievalMode.VECTOR);
  }

  @Test
  void anUnknownKeyStopsTheStartWithASuggestion() {
    assertThatThrownBy(() -> Settings.of(Map.of("passage.words", "10"), KNOWN))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("no setting 'passage.words'")
        .hasMessageContaining("Did you mean 'passages.words'?");
  }

  @Test
  void onlyWhatIsNearIsSuggested() {
    assertThatThrownBy(() -> Settings.of(Map.of("nosuch", "1"), RankQueries.SETTINGS))
        .hasMessage(
            "There is no setting 'nosuch'. The job.properties of each job lists its settings.");
    assertThatThrownBy(() -> Settings.of(Map.of("rerank.scor", "1"), RankQueries.SETTINGS))
        .hasMessageContaining("Did you mean 'rerank.score'?");
    assertThatThrownBy(() -> Settings.of(Map.of("cross-encoder", "1"), RankQueries.SETTINGS))
        .hasMessageNotContaining("Did you mean 'bi-encoder");
  }

  @Test
  void aSettingOfAnotherJobIsSaidToBeOne() {
    assertThatThrownBy(() -> Settings.of(Map.of("queries.k", "5"), IndexDocuments.SETTINGS))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("'queries.k' is a setting of rank-queries: ");
    assertThatThrownBy(() -> Settings.of(Map.of("index.metadata", "a:long"), RankQueries.SETTINGS))
        .hasMessageStartingWith("'index.metadata' is a setting of prepare-index: ");
  }

  @Test
  void aValueOutOfRangeStopsTheStartAndSaysWhatIsAllowed() {
    assertThatThrownBy(() -> Settings.of(Map.of("passages.words", "0"), KNOWN))
        .hasMessage("passages.words is '0'; it has to be a whole number from 8 to 512.");
    assertThatThrownBy(() -> Settings.of(Map.of("passages.words", "many"), KNOWN))
        .hasMessage("passages.words is 'many'; it has to be a whole number from 8 to 512.");
    assertThatThrownBy(() -> Settings.of(Map.of("rerank.lambda", "NaN"), KNOWN))
        .hasMessage("rerank.lambda is 'NaN'; it has to be a number from 0.0 to 20.0.");
    assertThatThrownBy(() -> Settings.of(Map.of("retrieve.mode", "magic"), KNOWN))
        .hasMessage("retrieve.mode is 'magic'; it has to be one of keyword, vector, hybrid.");
  }

  @Test
  void theWeightsOfTheRetrievalAreThreeNumbersOfWhichAVectorCounts() {
    for (String wrong : List.of("1,1", "1,1,1,1", "1,-1,1", "a,b,c", "1,0,0", "NaN,1,1", "")) {
      assertThatThrownBy(() -> Settings.of(Map.of("retrieve.weights", wrong), QueryOptions.ALL))
          .isInstanceOf(SettingsException.class)
          .hasMessageStartingWith(
              "retrieve.weights is '" + wrong + "'; it has to be three numbers from 0 to 1000");
    }
    Settings settings =
        Settings.of(
            Map.of("retrieve.weights", "0, 2,0.5", "retrieve.title-boost", "0"), QueryOptions.ALL);
    assertThat(QueryOptions.weights(settings)).isEqualTo(new RetrievalWeights(0, 2, 0.5, 0));
    assertThat(QueryOptions.weights(Settings.of(Map.of(), QueryOptions.ALL)))
        .isEqualTo(RetrievalWeights.DEFAULT);
  }

  @Test
  void oneToThreePassagesOfACandidateAreReadWithOrWithoutTheTitle() {
    for (String wrong : List.of("0", "4", "all")) {
      assertThatThrownBy(() -> Settings.of(Map.of("rerank.passages", wrong), QueryOptions.ALL))
          .hasMessage(
              "rerank.passages is '%s'; it has to be a whole number from 1 to 3.".formatted(wrong));
    }
    assertThatThrownBy(() -> Settings.of(Map.of("rerank.title", "no"), QueryOptions.ALL))
        .hasMessage("rerank.title is 'no'; it has to be true or false.");
    Settings settings =
        Settings.of(Map.of("rerank.passages", "2", "rerank.title", "false"), QueryOptions.ALL);
    assertThat(QueryOptions.limits(settings).passages()).isEqualTo(2);
    assertThat(settings.get(QueryOptions.TITLE)).isFalse();
    assertThat(Settings.of(Map.of(), QueryOptions.ALL).get(QueryOptions.TITLE)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("contradictions")
  void settingsThatContradictEachOtherStopTheStart(
      Map<String, String> values, List<Setting<?>> job, String message) {
    assertThatThrownBy(() -> Settings.of(values, job))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith(message + "; ");
  }

  static Stream<Arguments> contradictions() {
    return Stream.of(
        Arguments.of(
            Map.of("queries.k", "11", "queries.max-k", "10"),
            RankQueries.SETTINGS,
            "queries.k is '11' and queries.max-k is '10'"),
        // Also what is not set has a value.
        Arguments.of(
            Map.of("queries.max-candidates", "49"),
            RankQueries.SETTINGS,
            "queries.candidates is '50' and queries.max-candidates is '49'"),
        Arguments.of(
            Map.of("queries.deadline-ms", "3600001"),
            RankQueries.SETTINGS,
            "queries.deadline-ms is '3600001' and queries.max-deadline-ms is '3600000'"),
        Arguments.of(
            Map.of("queries.topic", "ranked-results"),
            RankQueries.SETTINGS,
            "queries.topic is 'ranked-results' and results.topic is 'ranked-results'"),
        Arguments.of(
            Map.of("dead-letters.topic", "queries"),
            RankQueries.SETTINGS,
            "queries.topic is 'queries' and dead-letters.topic is 'queries'"),
        Arguments.of(
            Map.of("results.topic", "dead-letters"),
            RankQueries.SETTINGS,
            "results.topic is 'dead-letters' and dead-letters.topic is 'dead-letters'"),
        Arguments.of(
            Map.of("documents.topic", "x", "dead-letters.topic", "x"),
            IndexDocuments.SETTINGS,
            "documents.topic is 'x' and dead-letters.topic is 'x'"),
        Arguments.of(
            Map.of("passages.words", "32", "passages.overlap-words", "32"),
            IndexDocuments.SETTINGS,
            "passages.overlap-words is '32' and passages.words is '32'"),
        Arguments.of(
            Map.of("opensearch.user", "seine"),
            IndexDocuments.SETTINGS,
            "opensearch.user is 'seine' and opensearch.password is ''"),
        Arguments.of(
            Map.of("opensearch.password", "${env:X}"),
            RankQueries.SETTINGS,
            "opensearch.user is '' and opensearch.password is '${env:X}'"),
        Arguments.of(
            Map.of("index.hnsw-ef-construction", "15"),
            PrepareIndex.SETTINGS,
            "index.hnsw-m is '16' and index.hnsw-ef-construction is '15'"));
  }

  @Test
  void settingsMayGoAsFarAsTheirPairsAllow() {
    Settings settings =
        Settings.of(
            Map.of(
                "queries.k", "1000",
                "queries.max-k", "1000",
                "queries.candidates", "200",
                "queries.deadline-ms", "3600000",
                "opensearch.user", "seine",
                "opensearch.password", "${env:X}"),
            RankQueries.SETTINGS);
    assertThat(QueryOptions.limits(settings).k()).isEqualTo(1_000);
    assertThat(
            Settings.of(
                    Map.of("passages.words", "32", "passages.overlap-words", "31"),
                    IndexDocuments.SETTINGS)
                .get(DocumentOptions.PASSAGE_OVERLAP))
        .isEqualTo(31);
    assertThat(
            Settings.of(Map.of("index.hnsw-ef-construction", "16"), PrepareIndex.SETTINGS)
                .get(IndexOptions.HNSW_EF))
        .isEqualTo(16);
  }

  @Test
  void aPrefixInQuotesKeepsItsSpaceAndMayBeNone(@TempDir Path dir) throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("job.properties"),
            "bi-encoder.query-prefix = \"query: \" \nbi-encoder.document-prefix = \"passage: \" \n");
    ModelSettings written =
        ModelOptions.biEncoder(
            Settings.read(
                new String[] {"--properties", file.toString()},
                Map.of(),
                ModelOptions.FOR_BI_ENCODER));
    assertThat(written.queryPrefix()).isEqualTo("query: ");
    assertThat(written.documentPrefix()).isEqualTo("passage: ");

    ModelSettings none =
        ModelOptions.biEncoder(
            Settings.of(
                Map.of("bi-encoder.query-prefix", "\"\"", "bi-encoder.document-prefix", "\""),
                ModelOptions.FOR_BI_ENCODER));
    assertThat(none.queryPrefix()).isEmpty();
    assertThat(none.documentPrefix()).isEqualTo("\"");
    assertThat(ModelOptions.biEncoder(Settings.of(Map.of(), ModelOptions.FOR_BI_ENCODER)))
        .isEqualTo(ModelSettings.NONE);
  }

  @Test
  void theLanguageIsOneOfThoseThatThereAre() {
    assertThatThrownBy(() -> Settings.of(Map.of("index.language", "klingon"), IndexOptions.ALL))
        .hasMessageStartingWith("index.language is 'klingon'; it has to be one of none, arabic, ")
        .hasMessageContaining("cjk, ")
        .hasMessageContaining("german, ");
    assertThatThrownBy(() -> Settings.of(Map.of("index.vectors", "binary"), IndexOptions.ALL))
        .hasMessage("index.vectors is 'binary'; it has to be one of float, quantised.");
  }

  @Test
  void aSecretInASettingIsRefusedAndNotShown() {
    Map<String, String> secrets =
        Map.of(
            "opensearch.password", "hunter2",
            "opensearch.url", "https://seine:hunter2@search.example.org",
            "kafka.ssl.key.password", "hunter2",
            "kafka.sasl.jaas.config", "x.ScramLoginModule required password=\"hunter2\";");
    secrets.forEach(
        (key, value) ->
            assertThatThrownBy(() -> Settings.of(Map.of(key, value), SearchOptions.ALL))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(key + " holds a secret")
                .hasMessageContaining("${env:NAME}")
                .hasMessageNotContaining("hunter2")
                .hasNoCause());
    assertThatThrownBy(
            () ->
                Settings.read(
                    new String[0],
                    Map.of("SEINE_OPENSEARCH_PASSWORD", "hunter2"),
                    SearchOptions.ALL))
        .hasMessageContaining("opensearch.password holds a secret")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void aSecretIsResolvedWhereItIsUsed(@TempDir Path dir) throws Exception {
    Path secret = Files.writeString(dir.resolve("secret"), "hunter2 ${env:X}\n");
    Settings settings =
        Settings.of(
            Map.of(
                "opensearch.user", "seine", "opensearch.password", "${file:UTF-8:" + secret + "}"),
            SearchOptions.ALL);
    assertThat(settings.get(SearchOptions.PASSWORD)).isEqualTo("${file:UTF-8:" + secret + "}");
    assertThat(SearchOptions.search(settings).password()).isEqualTo("hunter2 ${env:X}");
    assertThat(SearchOptions.search(settings)).asString().doesNotContain("hunter2");
  }

  @Test
  void kafkaSettingsPassThrough() {
    Settings settings =
        Settings.of(
            Map.of("kafka.bootstrap.servers", "k:9092", "kafka.security.protocol", "SSL"), KNOWN);
    assertThat(settings.kafka())
        .contains(Map.entry("bootstrap.servers", "k:9092"), Map.entry("security.protocol", "SSL"))
        .doesNotContainKey("rerank.lambda");
  }

  @Test
  void kafkaSettingsMayStandInTheEnvironmentToo() {
    Settings settings =
        Settings.read(
            new String[] {"--kafka.client.id", "mine"},
            Map.of(
                "SEINE_KAFKA_BOOTSTRAP_SERVERS", "k:9092",
                "SEINE_KAFKA_CLIENT_ID", "theirs",
                "SEINE_UNRELATED", "x"),
            KNOWN);
    assertThat(settings.kafka())
        .contains(Map.entry("bootstrap.servers", "k:9092"), Map.entry("client.id", "mine"))
        .doesNotContainKey("unrelated");
  }

  @Test
  void tellsWhatDiffersFromTheDefaults() {
    Settings settings =
        Settings.of(
            Map.of(
                "passages.words", "64",
                "rerank.lambda", "3.00",
                "retrieve.mode", "vector",
                "kafka.bootstrap.servers", "localhost:9092",
                "kafka.client.id", "mine"),
            KNOWN);
    assertThat(settings.changed(KNOWN))
        .containsOnly(Map.entry("retrieve.mode", "vector"), Map.entry("kafka.client.id", "mine"));
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(
            () ->
                Settings.read(new String[] {"--properties", "nowhere.properties"}, Map.of(), KNOWN))
        .hasMessageStartingWith(
            "--properties names nowhere.properties, and there is no such file on this machine.")
        .hasMessageContaining("over REST and in application mode on the JobManager");
  }

  @Test
  void anArgumentWithoutAValueIsRefused() {
    assertThatThrownBy(() -> Settings.read(new String[] {"--passages.words"}, Map.of(), KNOWN))
        .hasMessageContaining("'--passages.words' is not understood");
  }
}
