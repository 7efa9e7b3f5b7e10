package io.seine.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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

  @TempDir private static Path logs;
  @TempDir private Path dir;

  /** The tools' own tests: beside each other, since each keeps one core busy. */
  private static @Nullable RunningTool optimiseTests;

  /**
   * Those that need PyTorch, whose packages have some GB: only where they are installed already.
   */
  private static @Nullable RunningTool torchTests;

  @BeforeAll
  static void start() throws IOException {
    optimiseTests = RunningTool.start(logs, "tools/test", "optimise-model");
    torchTests =
        RunningTool.start(logs, "tools/test", "--if-installed", "export-model", "fine-tune");
  }

  @AfterAll
  static void stop() {
    // Null, too, where it could not be started.
    if (optimiseTests != null) {
      optimiseTests.stop();
    }
    if (torchTests != null) {
      torchTests.stop();
    }
  }

  @Test
  void theTestsOfOptimiseModelPass() throws Exception {
    assertThat(optimiseTests.output()).contains("OK");
  }

  @Test
  void theTestsOfExportModelAndFineTunePass() throws Exception {
    assertThat(torchTests.output())
        .containsSubsequence("test_export_model", "OK", "test_fine_tune", "OK");
  }

  @Test
  void whatIsNotInstalledIsNotTestedWhereTheMachineIsToStayAsItIs() throws Exception {
    Path tools = dir.resolve("tools");
    ProcessBuilder builder = new ProcessBuilder("tools/test", "--if-installed", "fine-tune");
    builder.environment().put("SEINE_TOOLS", tools.toString());
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);

    assertThat(process.waitFor()).as(output).isEqualTo(UNAVAILABLE);
    assertThat(output).contains("are not installed", tools.toString(), "tools/test fine-tune");
    assertThat(tools).doesNotExist();
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
        RunningTool.start(
                dir,
                "tools/optimise-model",
                source.toString(),
                target.toString(),
                "--min-gain",
                "-1")
            .output();

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

  /** A tool that was started; it is stopped with the test at the latest. */
  private record RunningTool(Process process, Path log) {
    static RunningTool start(Path dir, String... command) throws IOException {
      Path log = Files.createTempFile(dir, "tool", ".log");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      process.getOutputStream().close();
      return new RunningTool(process, log);
    }

    /** Waits for its end and gives what it printed. */
    String output() throws IOException, InterruptedException {
      try {
        assertThat(process.waitFor(9, TimeUnit.MINUTES)).as("ended in time").isTrue();
      } finally {
        stop();
      }
      String output = Files.readString(log);
      assumeTrue(process.exitValue() != UNAVAILABLE, output);
      assertThat(process.exitValue()).as(output).isZero();
      return output;
    }

    void stop() {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
  }
}
