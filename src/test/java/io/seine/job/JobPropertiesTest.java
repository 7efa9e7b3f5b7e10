package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** jobs/ holds every setting of each job with the default that the code has. */
class JobPropertiesTest {
  private static final String BOOTSTRAP = "kafka.bootstrap.servers";

  static Stream<Arguments> jobs() {
    return Stream.of(
        Arguments.of(PrepareIndex.NAME, PrepareIndex.SETTINGS),
        Arguments.of(IndexDocuments.NAME, IndexDocuments.SETTINGS),
        Arguments.of(RankQueries.NAME, RankQueries.SETTINGS));
  }

  private static Map<String, String> file(String job) {
    return Settings.load(Path.of("jobs", job, "job.properties"));
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void theFileHoldsEverySettingWithItsDefault(String job, List<Setting<?>> settings) {
    Map<String, Object> defaults = new LinkedHashMap<>();
    Map<String, Object> given = new LinkedHashMap<>();
    Map<String, String> file = file(job);
    for (Setting<?> setting : settings) {
      defaults.put(setting.key(), setting.parse(setting.defaultText()));
      given.put(setting.key(), setting.parse(file.getOrDefault(setting.key(), "(missing)")));
    }
    assertThat(given).isEqualTo(defaults);
    file.remove(BOOTSTRAP);
    assertThat(file.keySet()).isSubsetOf(defaults.keySet());
  }

  @Test
  void eachJobsGraphHasStableNames() {
    assertThat(operators(IndexDocuments::build, IndexDocuments.NAME, IndexDocuments.SETTINGS))
        .contains(
            "documents",
            "decode-documents",
            "split-documents",
            "embed-documents",
            "write-documents");
    assertThat(operators(RankQueries::build, RankQueries.NAME, RankQueries.SETTINGS))
        .contains(
            "queries",
            "decode-queries",
            "embed-queries",
            "retrieve-candidates",
            "rerank-candidates");
  }

  private static List<String> operators(
      BiConsumer<StreamExecutionEnvironment, Settings> build,
      String job,
      List<Setting<?>> settings) {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    build.accept(env, Settings.of(file(job), settings));
    StreamGraph graph = env.getStreamGraph();
    for (StreamNode node : graph.getStreamNodes()) {
      // A committer is added by Flink beside its sink, under the sink's uid.
      assertThat(node.getTransformationUID()).as(node.getOperatorName()).isNotBlank();
    }
    return graph.getStreamNodes().stream().map(StreamNode::getTransformationUID).toList();
  }
}
