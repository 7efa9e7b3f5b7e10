package io.seine.end;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seine.local.LocalCluster;
import io.seine.local.LocalSeine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Retrieval and ranking are as good as a reference pipeline's on a sample of SciFact: 50 test
 * queries, 400 abstracts, chosen by src/test/reference/scifact_sample.py, which also says how the
 * reference was made.
 */
class SciFactIT {
  private static final Path SCIFACT = Path.of("..", "shared", "data", "scifact");

  /** nDCG@10 of the reference on the sample. */
  private static final Map<String, Double> REFERENCE =
      Map.of("keyword", 0.8950, "vector", 0.9210, "hybrid", 0.9248, "reranked", 0.9335);

  /** Approximate search, and another tokenizer of words, may cost so much and no more. */
  private static final double TOLERANCE = 0.01;

  @TempDir private Path dir;

  @Test
  void noModeIsWorseThanTheReference() throws Exception {
    assumeTrue(Files.isDirectory(SCIFACT), "the SciFact folder is not here");
    Path sample = dir.resolve("sample");
    run("python3", "src/test/reference/scifact_sample.py", SCIFACT.toString(), sample.toString());
    String report;
    try (LocalSeine seine =
        LocalSeine.started(
            LocalCluster.Options.onFreePorts(dir.resolve("cluster")),
            Path.of("").toAbsolutePath(),
            Map.of())) {
      Path file = dir.resolve("report.json");
      System.out.println(
          run(
              "./seine",
              "eval",
              sample.toString(),
              "--json",
              file.toString(),
              "--bootstrap",
              seine.cluster().kafkaBootstrap(),
              "--opensearch",
              seine.cluster().openSearchUrl()));
      report = Files.readString(file);
    }
    JsonNode json = new ObjectMapper().readTree(report);
    assertThat(json.path("queries").asInt()).isEqualTo(50);
    REFERENCE.forEach(
        (mode, reference) ->
            assertThat(json.path("modes").path(mode).path("ndcg@10").asDouble())
                .as(mode)
                .isGreaterThan(reference - TOLERANCE));
  }

  /** Runs a command to its end and gives its standard output. */
  private static String run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
