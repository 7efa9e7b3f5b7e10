package io.seine.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

/** The tools that .ci/tools installs. A test whose tool is missing is skipped, and says so. */
final class Tools {
  private static final Path HOME = Path.of("target", "tools").toAbsolutePath();

  private Tools() {}

  /** What a program printed, standard error with it, and how it ended. */
  record Outcome(int status, String output) {}

  static Path require(String tool) {
    Path path = HOME.resolve(tool);
    assumeTrue(Files.exists(path), "There is no " + path + ": run .ci/tools.");
    return path;
  }

  /** The command that renders an overlay: kustomize, or kubectl, which has it built in. */
  static List<String> kustomize() {
    Path kustomize = HOME.resolve(Path.of("bin", "kustomize"));
    if (Files.exists(kustomize)) {
      return List.of(kustomize.toString(), "build");
    }
    boolean kubectl =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
    assumeTrue(kubectl, "There is neither kustomize nor kubectl: run .ci/tools.");
    return List.of("kubectl", "kustomize");
  }

  static Outcome run(List<String> command) throws IOException, InterruptedException {
    return run(command, "", Map.of());
  }

  static Outcome run(List<String> command, String input, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    FutureTask<String> output =
        new FutureTask<>(() -> new String(process.getInputStream().readAllBytes(), UTF_8));
    new Thread(output, "output of " + command.get(0)).start();
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(UTF_8));
    }
    try {
      return new Outcome(process.waitFor(), output.get());
    } catch (ExecutionException e) {
      throw new IOException(e);
    }
  }
}
