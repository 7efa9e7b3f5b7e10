package io.seine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.local.LocalCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands that start a cluster say before they do. */
class UpCommandTest {
  @TempDir private Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"up", "demo"})
  void aFolderThatAnotherSeineHasIsLeftAlone(String command) throws Exception {
    try (LocalCluster other = new LocalCluster(LocalCluster.Options.onFreePorts(dir))) {
      SeineCommand.Ran ran =
          SeineCommand.run(
              command, "--dir=" + dir, "--kafka-port=0", "--opensearch-port=0", "--flink-port=0");

      assertThat(ran.status()).isEqualTo(1);
      assertThat(ran.errors().strip())
          .isEqualTo(
              "The folder %s is in use by another Seine (process %d). Stop it, or choose another with --dir."
                  .formatted(dir, ProcessHandle.current().pid()));
      try (Stream<Path> files = Files.list(dir)) {
        assertThat(files).containsExactly(dir.resolve("lock"));
      }
    }
  }

  @Test
  void itsHelpSaysWhichFolderItTakes() {
    assertThat(SeineCommand.run("up", "--help").output()).contains("(default: ~/.seine/cluster)");
  }
}
