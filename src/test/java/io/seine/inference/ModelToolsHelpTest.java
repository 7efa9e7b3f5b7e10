package io.seine.inference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Python tools say before they install anything. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ModelToolsHelpTest {
  @TempDir private Path dir;

  /** A Python that has no packages, whatever this machine's has, and makes no environments. */
  @BeforeEach
  void layOut() throws Exception {
    Path python =
        Stream.of(System.getenv("PATH").split(":"))
            .map(folder -> Path.of(folder, "python3"))
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(null);
    assumeTrue(python != null, "there is no python3");
    Path bare = dir.resolve("python3");
    Files.writeString(
        bare,
        """
        #!/bin/sh
        [ "$2" != venv ] || exit 1
        exec '%s' -S "$@"
        """
            .formatted(python));
    assertThat(bare.toFile().setExecutable(true)).isTrue();
  }

  private record Ran(int status, String output) {}

  private Ran run(String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PATH", dir + ":" + System.getenv("PATH"));
    builder.environment().put("SEINE_TOOLS", dir.resolve("tools").toString());
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Ran(process.waitFor(), output);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tools/export-model", "tools/optimise-model", "tools/fine-tune/fine-tune"})
  void helpAndRefusalsNeedNoPackages(String tool) throws Exception {
    Ran help = run(tool, "--help");
    assertThat(help.status()).as(help.output()).isEqualTo(0);
    assertThat(help.output()).startsWith("usage: " + Path.of(tool).getFileName());
    Ran wrong = run(tool, "source", "target", "--frobnicate");
    assertThat(wrong.status()).as(wrong.output()).isEqualTo(2);
    assertThat(wrong.output()).contains("unrecognized arguments: --frobnicate");
    assertThat(dir.resolve("tools")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tools/export-model about 6 GB",
        "tools/optimise-model about 330 MB",
        "tools/fine-tune/fine-tune about 6 GB"
      })
  void howMuchIsInstalledIsSaidBefore(String toolAndSize) throws Exception {
    String[] parts = toolAndSize.split(" ", 2);
    Ran ran = run(parts[0], "source", "target");
    assertThat(ran.status()).as(ran.output()).isEqualTo(69);
    assertThat(ran.output()).startsWith("Installing, once,").contains(parts[1], "It takes minutes");
  }
}
