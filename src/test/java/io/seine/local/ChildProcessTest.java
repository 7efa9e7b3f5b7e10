package io.seine.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
  @TempDir private Path dir;
  private ChildProcess child;

  private ChildProcess start(String what) {
    child =
        ChildProcess.start(
            "Pond",
            dir.resolve("pond.log"),
            List.of(
                "-cp",
                Path.of("target", "test-classes").toString(),
                ReadyProgram.class.getName(),
                what,
                dir.toString()));
    return child;
  }

  @AfterEach
  void stop() {
    child.close();
  }

  @Test
  void oneThatIsKilledIsToldOf() throws Exception {
    ChildProcess running = start("wait");
    running.awaitReady();

    ProcessHandle.current()
        .children()
        .filter(process -> process.info().commandLine().orElse("").contains(dir.toString()))
        .forEach(ProcessHandle::destroyForcibly);

    assertThat(running.failure().get(1, TimeUnit.MINUTES))
        .hasMessageStartingWith(
            "Pond ended, with exit status 137 (signal 9: kill -9, or the kernel when memory runs out). Its log is "
                + dir.resolve("pond.log"));
  }

  @Test
  void oneThatEndsByItselfIsToldOfWithItsLastWords() throws Exception {
    assertThat(start("fail").failure().get(1, TimeUnit.MINUTES))
        .hasMessageStartingWith("Pond ended, with exit status 3. Its log is ")
        .hasMessageEndingWith("the disk is full");
  }

  @Test
  void oneThatIsStoppedIsNoFailure() {
    ChildProcess running = start("wait");
    running.awaitReady();
    running.close();
    assertThat(running.failure())
        .failsWithin(1, TimeUnit.MINUTES)
        .withThrowableOfType(CancellationException.class);
  }

  @Test
  void oneThatIsCrashedOnPurposeIsNoFailure() {
    ChildProcess running = start("wait");
    running.awaitReady();
    running.kill();
    assertThat(running.failure())
        .failsWithin(1, TimeUnit.MINUTES)
        .withThrowableOfType(CancellationException.class);
  }
}
