package io.seine.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Python tools that make models for Seine: their own tests, and that Seine reads what they
 * make.
 */
@Timeout(600)
class ModelToolsIT {
  /** How a tool ends when the machine has no Python, or its packages cannot be installed. */
  private static final int UNAVAILABLE = 69;

  private static final String BERLIN = "How many people live in Berlin?";

  @TempDir private Path dir;

  @Test
  void theTestsOfOptimiseModelPass() throws Exception {
    assertThat(run("tools/test", "optimise-model")).contains("OK");
  }

  @Test
  void theTestsOfExportModelPass() throws Exception {
    // Its packages are those of fine-tune.
    assumeTrue(isInstalled("fine-tune"), "not run: install its packages with tools/test fine-tune");
    assertThat(run("tools/test", "export-model")).contains("OK");
  }

  @Test
  void theTestsOfFineTunePass() throws Exception {
    // Some GB: nothing that a build installs by itself.
    assumeTrue(isInstalled("fine-tune"), "not run: install its packages with tools/test fine-tune");
    assertThat(run("tools/test", "fine-tune")).contains("OK");
  }

  @Test
  void anOptimisedCrossEncoderGivesTheScoresOfItsSource() throws Exception {
    Path source =
        new ModelStore(ModelStore.defaultCache(), (label, done, total) -> {})
            .resolve("ms-marco-MiniLM-L-12-v2", ModelSettings.NONE)
            .path();
    Path target = dir.resolve("optimised");
    // Nothing is asked of the speed here: other tests run beside this one.
    String output =
        run("tools/optimise-model", source.toString(), target.toString(), "--min-gain", "-1");

    System.out.println(output.strip());
    List<String> passages =
        List.of(
            "Berlin had a population of 3,520,031 registered inhabitants in an area of 891.82"
                + " square kilometers.",
            "New York City is famous for the Metropolitan Museum of Art.",
            "Berlin is well known for its museums.");
    try (InferenceRuntime.Lease lease =
        InferenceRuntime.acquire(
            new InferenceSettings(
                ExecutionProvider.CPU, 1, QueryOrder.FAIR, 0.2, 0, 0, ModelStore.defaultCache()))) {
      CrossEncoder optimised = lease.crossEncoder(target.toString(), ModelSettings.NONE);
      Reading reading = optimised.read(BERLIN, passages, Long.MAX_VALUE);
      reading.completion().join();
      assertThat(reading.logit(0)).as(output).isEqualTo(9.204, within(0.5));
      assertThat(reading.logit(1)).as(output).isEqualTo(-11.191, within(0.5));
      assertThat(reading.logit(2)).as(output).isEqualTo(-4.029, within(0.5));
    }
    assertThat(target.resolve("README.md")).content(UTF_8).contains("Is it the same?");
    // It was made for one text a run, and is refused where texts are padded.
    assertThatThrownBy(() -> checkMaskOnCuda(target.resolve("onnx/model.onnx")))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("--keep-mask");
    checkMaskOnCuda(source.resolve("model.onnx"));
  }

  private static void checkMaskOnCuda(Path file) {
    try (OnnxModel model = OnnxModel.open(file, ExecutionProvider.CPU, 1)) {
      model.checkMask(ExecutionProvider.CUDA);
    }
  }

  private static boolean isInstalled(String tool) throws IOException {
    Path environments = Path.of(System.getProperty("user.home"), ".seine", "tools");
    if (!Files.isDirectory(environments)) {
      return false;
    }
    try (DirectoryStream<Path> found = Files.newDirectoryStream(environments, tool + "-*")) {
      for (Path environment : found) {
        if (Files.exists(environment.resolve("complete"))) {
          return true;
        }
      }
    }
    return false;
  }

  /** Runs a tool to its end and gives what it printed. */
  private String run(String... command) throws IOException, InterruptedException {
    Path log = Files.createTempFile(dir, "tool", ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      process.getOutputStream().close();
      assertThat(process.waitFor(9, TimeUnit.MINUTES)).as("ended in time").isTrue();
    } finally {
      process.destroy();
    }
    String output = Files.readString(log);
    assumeTrue(process.exitValue() != UNAVAILABLE, output);
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
