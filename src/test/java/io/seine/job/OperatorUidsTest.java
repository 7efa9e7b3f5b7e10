package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The uids of the operators, by which a savepoint's state finds its way: those that docs/upgrade.md
 * lists, and no other. A uid that changes leaves the state behind.
 */
class OperatorUidsTest {
  static Stream<Arguments> jobs() {
    BiConsumer<StreamExecutionEnvironment, Settings> index = IndexDocuments::build;
    BiConsumer<StreamExecutionEnvironment, Settings> rank = RankQueries::build;
    return Stream.of(
        Arguments.of(IndexDocuments.NAME, IndexDocuments.SETTINGS, index),
        Arguments.of(RankQueries.NAME, RankQueries.SETTINGS, rank));
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void areTheOnesThatAreDocumented(
      String job,
      Collection<Setting<?>> settings,
      BiConsumer<StreamExecutionEnvironment, Settings> build)
      throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    build.accept(env, Settings.of(Settings.load(Path.of("jobs", job, "job.properties")), settings));
    StreamGraph graph = env.getStreamGraph();
    TreeSet<String> uids = new TreeSet<>();
    for (StreamNode node : graph.getStreamNodes()) {
      assertThat(node.getTransformationUID()).as(node.getOperatorName()).isNotBlank();
      uids.add(node.getTransformationUID());
    }
    assertThat(uids).containsExactlyElementsOf(documented(job));
  }

  private static List<String> documented(String job) throws Exception {
    String page = Files.readString(Path.of("docs", "upgrade.md"));
    return Pattern.compile("(?m)^\\| `" + job + "` \\| (.*) \\|$")
        .matcher(page)
        .results()
        .flatMap(row -> Pattern.compile("`([^`]+)`").matcher(row.group(1)).results())
        .map(uid -> uid.group(1))
        .sorted()
        .toList();
  }
}
