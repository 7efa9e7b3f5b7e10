package io.seine.cli.bench.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class LiveOptionsTest {
  @Command
  private static final class Benchmark {
    @Mixin private final LiveOptions live = new LiveOptions();
  }

  private static LiveOptions parse(String... arguments) {
    Benchmark benchmark = new Benchmark();
    new CommandLine(benchmark).parseArgs(arguments);
    return benchmark.live;
  }

  @Test
  void whatTheCommandLineSaysStandsAboveTheBenchmarksOwnSettings() {
    Map<String, String> settings =
        parse("--set", "rerank.reading=adaptive", "--set", "queries.k=3")
            .settings(Map.of("rerank.reading", "fixed", "inference.remembered-scores", "0"));

    assertThat(settings)
        .containsEntry("rerank.reading", "adaptive")
        .containsEntry("queries.k", "3")
        .containsEntry("inference.remembered-scores", "0");
  }

  @Test
  void theBuiltInDocumentsHaveTheirMetadata() {
    assertThat(parse().settings(Map.of())).containsOnlyKeys("index.metadata");
    assertThat(parse("--beir", "scifact").settings(Map.of())).isEmpty();
    assertThat(parse("--set", "index.metadata=a:long").settings(Map.of()))
        .containsExactly(Map.entry("index.metadata", "a:long"));
  }

  @Test
  void onlySoManyDocumentsAreRead() {
    assertThat(parse("--documents", "3").corpus().documents()).hasSize(3);
    assertThat(parse().documents()).isEqualTo(1_200);
  }
}
