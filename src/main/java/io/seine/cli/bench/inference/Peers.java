package io.seine.cli.bench.inference;

import io.seine.cli.bench.inference.ReadingSet.Kind;
import io.seine.cli.bench.measure.BenchException;
import io.seine.inference.ModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The contenders of src/peers: builds them when they are not built, and starts them on the same
 * model files.
 */
public final class Peers {
  /** As much as the command itself has. */
  private static final String HEAP = "-Xmx1g";

  private final Path sources;
  private final Path scratch;
  private final int cores;
  private final Consumer<String> progress;

  /**
   * @param home the folder of the project
   * @param scratch a directory that is deleted afterwards
   */
  public Peers(Path home, Path scratch, int cores, Consumer<String> progress) {
    this.sources = home.resolve("src").resolve("peers");
    this.scratch = scratch;
    this.cores = cores;
    this.progress = progress;
  }

  /** A bare loop over ONNX Runtime, one text or pair a run: the ceiling. */
  public Contender bare(Kind kind, ModelDirectory model) throws IOException {
    return java("bare ONNX Runtime", "bare", kind, model, 1);
  }

  /** The Java libraries, each as its users find it and with one pair a run. */
  public List<Contender> java(ModelDirectory crossEncoder) throws IOException {
    return List.of(
        java("langchain4j, 50 a call", "langchain4j", Kind.PAIRS, crossEncoder, 50),
        java("langchain4j, 1 a call", "langchain4j", Kind.PAIRS, crossEncoder, 1),
        java("DJL, batch 32", "djl", Kind.PAIRS, crossEncoder, 32),
        java("DJL, batch 1", "djl", Kind.PAIRS, crossEncoder, 1));
  }

  /** The Python libraries, likewise, in a virtual environment of their own. */
  public List<Contender> python(ModelDirectory crossEncoder, Path environment) throws IOException {
    Path python = environment.resolve("bin").resolve("python");
    if (!Files.exists(environment.resolve("complete"))) {
      progress.accept("Installing the Python contenders into " + environment);
      run(List.of("python3", "-m", "venv", environment.toString()), scratch);
      run(
          List.of(
              python.toString(),
              "-m",
              "pip",
              "install",
              "--quiet",
              "--disable-pip-version-check",
              "-r",
              sources.resolve("python").resolve("requirements.txt").toString()),
          scratch);
      Files.createFile(environment.resolve("complete"));
    }
    return List.of(
        python(
            python, "sentence-transformers, batch 32", "sentence-transformers", crossEncoder, 32),
        python(python, "sentence-transformers, batch 1", "sentence-transformers", crossEncoder, 1),
        python(python, "FlashRank, 50 a call", "flashrank", crossEncoder, 50),
        python(python, "FlashRank, 1 a call", "flashrank", crossEncoder, 1));
  }

  private Contender java(String name, String contender, Kind kind, ModelDirectory model, int batch)
      throws IOException {
    Path project = sources.resolve("java");
    Path libraries = project.resolve("target").resolve("lib");
    if (!Files.isDirectory(libraries)) {
      progress.accept("Building the Java contenders");
      run(List.of("mvn", "-B", "-q", "package"), project);
    }
    return new PeerContender(
        name,
        kind,
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            HEAP,
            "-Dai.djl.offline=true",
            "-cp",
            project.resolve("target").resolve("classes") + ":" + libraries.resolve("*"),
            "io.seine.peers.PeerProcess",
            contender,
            plain(model).toString(),
            Integer.toString(cores),
            Integer.toString(batch)),
        scratch);
  }

  private Contender python(
      Path python, String name, String contender, ModelDirectory model, int batch)
      throws IOException {
    return new PeerContender(
        name,
        Kind.PAIRS,
        List.of(
            python.toString(),
            sources.resolve("python").resolve("peer.py").toString(),
            contender,
            plain(model).toString(),
            Integer.toString(cores),
            Integer.toString(batch)),
        scratch);
  }

  /** A directory with the model under the names that everyone expects. */
  private Path plain(ModelDirectory model) throws IOException {
    Path directory = scratch.resolve("model-" + model.hash());
    if (!Files.isDirectory(directory)) {
      Files.createDirectory(directory);
      Path source = model.path().toAbsolutePath();
      Files.createSymbolicLink(directory.resolve("model.onnx"), source.resolve(model.onnxFile()));
      for (String file : List.of("tokenizer.json", "config.json")) {
        if (Files.exists(source.resolve(file))) {
          Files.createSymbolicLink(directory.resolve(file), source.resolve(file));
        }
      }
    }
    return directory;
  }

  private void run(List<String> command, Path directory) throws IOException {
    Path log = scratch.resolve("build.log");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      throw new BenchException(
          "The contenders need the program %s, which can't be run: %s"
              .formatted(command.get(0), e.getMessage()),
          e);
    }
    try {
      if (process.waitFor() != 0) {
        List<String> lines = new ArrayList<>(Files.readAllLines(log));
        throw new BenchException(
            "%s failed:%n%s"
                .formatted(
                    String.join(" ", command),
                    String.join("\n", lines.subList(Math.max(0, lines.size() - 8), lines.size()))),
            null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("Interrupted while the contenders were built", e);
    } finally {
      process.destroy();
    }
  }
}
