package io.seine.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has a folder of data, and who still writes to it. */
class FolderLockTest {
  @TempDir private Path dir;

  /** A program that looks as the servers do. */
  private ChildProcess start(Class<?> program, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "-cp",
                Path.of("target", "test-classes") + ":" + Path.of("target", "classes"),
                "-Dlike=io.seine.servers.Pond",
                program.getName()));
    command.addAll(List.of(arguments));
    ChildProcess child = ChildProcess.start("Pond", dir.resolve("pond.log"), command);
    child.awaitReady();
    return child;
  }

  @Test
  void aFolderThatAnotherProcessHasIsRefusedUntilThatIsKilled() {
    Path data = dir.resolve("data");
    ChildProcess other = start(LockHolder.class, data.toString());
    long holder =
        ProcessHandle.current()
            .children()
            .filter(process -> process.info().commandLine().orElse("").contains(data.toString()))
            .findAny()
            .orElseThrow()
            .pid();

    assertThatThrownBy(() -> FolderLock.take(data))
        .isInstanceOf(ClusterException.class)
        .hasMessage(
            "The folder %s is in use by another Seine (process %d). Stop it, or choose another with --dir."
                .formatted(data, holder));

    other.kill();
    FolderLock.take(data).close();
  }

  @Test
  void whoGivesAFolderUpTwiceDoesNotGiveUpAnothersHold() {
    Path data = dir.resolve("data");
    FolderLock first = FolderLock.take(data);
    first.close();
    try (FolderLock second = FolderLock.take(data)) {
      first.close();
      assertThatThrownBy(() -> FolderLock.take(second.folder()))
          .isInstanceOf(ClusterException.class)
          .hasMessageContaining("is in use by another Seine");
    }
  }

  @Test
  void aFolderIsHadOnceInAProcessToo() throws Exception {
    Path data = Files.createDirectory(dir.resolve("data"));
    Path link = Files.createSymbolicLink(dir.resolve("link"), data);
    try (FolderLock lock = FolderLock.take(data)) {
      assertThat(lock.folder()).isEqualTo(data.toRealPath());
      for (Path again : List.of(data, link)) {
        assertThatThrownBy(() -> FolderLock.take(again))
            .isInstanceOf(ClusterException.class)
            .hasMessageContaining("(process " + ProcessHandle.current().pid() + ")");
      }
      assertThat(Files.readString(data.resolve("lock")))
          .isEqualTo(Long.toString(ProcessHandle.current().pid()));
    }
    FolderLock.take(link).close();
  }

  @Test
  void serversThatOutliveTheirStarterAreWaitedFor() {
    ChildProcess server = start(ReadyProgram.class, "wait", dir.resolve("kafka").toString());
    ChildProcess elsewhere = start(ReadyProgram.class, "wait", dir + "-2/kafka");
    try {
      assertThatThrownBy(() -> Orphans.await(dir, Duration.ofMillis(1)))
          .isInstanceOf(ClusterException.class)
          .hasMessageContaining("End them with kill -9 ");

      server.askToStop();
      Orphans.await(dir, Duration.ofMinutes(1));
      // There is none left to wait for.
      Orphans.await(dir, Duration.ofMillis(1));
      assertThat(elsewhere.isAlive()).isTrue();
    } finally {
      server.close();
      elsewhere.close();
    }
  }
}
