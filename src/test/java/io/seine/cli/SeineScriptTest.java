package io.seine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script {@code seine}, with a Maven that does as it is told and a Java that does nothing. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SeineScriptTest {
  private static final List<String> TOOLS =
      List.of(
          "sed", "head", "find", "dirname", "cat", "tee", "awk", "mkdir", "rm", "tail", "sleep");

  private final List<Process> started = new ArrayList<>();
  @TempDir private Path dir;
  private Path home;
  private Path tools;
  private Path builds;
  private Path go;

  @BeforeEach
  void layOut() throws IOException {
    home = dir.resolve("home");
    tools = Files.createDirectory(dir.resolve("tools"));
    builds = dir.resolve("builds");
    go = dir.resolve("go");
    Files.createDirectories(home.resolve("src/main"));
    Files.createDirectories(home.resolve("src/servers"));
    Files.createFile(home.resolve("pom.xml"));
    Files.copy(Path.of("seine"), home.resolve("seine"));
    for (String tool : TOOLS) {
      link(tool);
    }
    tool("python3", "");
    tool(
        "java",
        """
        [ "$1" = -version ] && { echo 'openjdk version "17.0.1"' >&2; exit; }
        echo "runs ${@: -1}"
        """);
    tool(
        "mvn",
        """
        trap 'exit 130' INT
        echo begun >>%s
        until [ -e %s ]; do sleep 0.02; done
        [ -s %s ] && { echo 'it does not compile'; exit 1; }
        echo classes >target/seine.classpath
        echo classes >target/seine-runtime.classpath
        """
            .formatted(builds, go, go));
  }

  @AfterEach
  void stop() {
    started.forEach(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
    started.forEach(Process::destroyForcibly);
  }

  private void link(String tool) throws IOException {
    tool(tool, "exec " + found(tool).orElseThrow() + " \"$@\"");
  }

  private static Optional<Path> found(String tool) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder, tool))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Path bash() {
    return found("bash").orElseThrow();
  }

  private void tool(String name, String script) throws IOException {
    Path file = Files.writeString(tools.resolve(name), "#!" + bash() + "\n" + script);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  /** The command, whose output is in a file of this name. */
  private Process start(String output) throws IOException {
    return start(output, List.of());
  }

  private Process start(String output, List<String> before) throws IOException {
    List<String> command = new ArrayList<>(before);
    command.addAll(List.of("env", "PATH=" + tools));
    command.addAll(List.of(bash().toString(), home.resolve("seine").toString(), output));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve(output).toFile());
    builder.environment().remove("JAVA_HOME");
    Process process = builder.start();
    started.add(process);
    return process;
  }

  /** The command with the signal not ignored, as it is of what runs in the background. */
  private Process startInterruptible(String output) throws IOException {
    String heeding =
        "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execvp(sys.argv[1], sys.argv[1:])";
    return start(output, List.of("python3", "-c", heeding));
  }

  /** As a terminal does: the command and all that it started. */
  private void interrupt(Process process) throws IOException, InterruptedException {
    List<String> kill =
        new ArrayList<>(List.of(bash().toString(), "-c", "kill -INT \"$@\"", "kill"));
    Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .forEach(each -> kill.add(Long.toString(each.pid())));
    new ProcessBuilder(kill).start().waitFor();
  }

  private String output(String name) throws IOException {
    return Files.readString(dir.resolve(name));
  }

  private int begun() throws IOException {
    return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
  }

  private int end(Process process) throws InterruptedException {
    return process.waitFor();
  }

  private void newSource() throws IOException {
    Path source = Files.writeString(home.resolve("src/main/New.java"), "class New {}");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
  }

  @Test
  void whatIsBuiltIsSaidWhereThereIsNoTerminal() throws Exception {
    Files.createFile(go);
    assertThat(end(start("first"))).isZero();
    assertThat(output("first"))
        .containsSubsequence(
            "Building Seine, since it is not built; ", "Built Seine in ", "runs first");

    assertThat(end(start("again"))).isZero();
    assertThat(output("again")).isEqualTo("runs again\n");

    newSource();
    assertThat(end(start("later"))).isZero();
    assertThat(output("later"))
        .contains("Building Seine, since its sources are newer than what is built");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoStartsDuringABuildWaitsForIt(boolean flock) throws Exception {
    lockBy(flock);
    Process first = start("first");
    while (begun() == 0) {
      Thread.onSpinWait();
    }
    Process second = start("second");
    while (begun() < 2 && !output("second").contains("waiting for it")) {
      Thread.onSpinWait();
    }
    assertThat(begun()).isEqualTo(1);
    Files.createFile(go);

    assertThat(end(first)).as(output("first")).isZero();
    assertThat(end(second)).as(output("second")).isZero();
    assertThat(begun()).isEqualTo(1);
    assertThat(output("second"))
        .isEqualTo("Another ./seine is building Seine: waiting for it\nruns second\n");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBuildThatFailedIsTriedAgainByTheNext(boolean flock) throws Exception {
    lockBy(flock);
    Files.writeString(go, "fails");
    assertThat(end(start("first"))).isEqualTo(1);
    assertThat(output("first")).contains("it does not compile", "seine: the build failed");

    Files.writeString(go, "");
    assertThat(end(start("second"))).isZero();
    assertThat(output("second")).endsWith("runs second\n");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBuildThatWasInterruptedIsSaidToBeBrokenOff(boolean flock) throws Exception {
    lockBy(flock);
    Process first = startInterruptible("first");
    while (begun() == 0) {
      Thread.onSpinWait();
    }
    interrupt(first);

    assertThat(end(first)).isEqualTo(130);
    assertThat(output("first"))
        .contains("seine: the build was broken off; the next ./seine begins it again")
        .doesNotContain("failed");
    Files.createFile(go);
    assertThat(end(start("second"))).isZero();
    assertThat(output("second")).endsWith("runs second\n");
  }

  @Test
  void aFolderThatAKilledBuildLeftIsNamed() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    assertThat(end(gone)).isZero();
    Path left = Files.createDirectories(home.resolve("target/build.lock.d"));
    Files.writeString(left.resolve("pid"), Long.toString(gone.pid()));

    assertThat(end(start("next"))).isEqualTo(1);
    assertThat(output("next"))
        .contains("the process %d, which is gone, left %s behind".formatted(gone.pid(), left));
  }

  private void lockBy(boolean flock) throws IOException {
    if (flock) {
      assumeTrue(found("flock").isPresent(), "There is no flock on this machine.");
      link("flock");
    }
  }
}
