package io.seine.inference;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A package of a public registry that is a zip archive, fetched by the registry's own client, so
 * that its mirrors, proxies and credentials work as they do elsewhere.
 *
 * @param name the package with its version
 * @param command puts the package's file into the directory that stands in place of {@link
 *     #DIRECTORY}
 */
public record PackageArchive(String name, List<String> command) {
  static final String DIRECTORY = "{directory}";
  private static final int LINES_SHOWN = 5;

  static PackageArchive wheel(String requirement) {
    return new PackageArchive(
        requirement,
        List.of(
            "python3",
            "-m",
            "pip",
            "download",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
            "--dest",
            DIRECTORY,
            requirement));
  }

  static PackageArchive maven(String artifact) {
    return new PackageArchive(
        artifact,
        List.of(
            "mvn",
            "--quiet",
            "--batch-mode",
            "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy",
            "-Dartifact=" + artifact,
            "-DoutputDirectory=" + DIRECTORY));
  }

  /** Fetches the archive into an empty directory and returns its path. */
  Path fetch(Path directory) throws IOException {
    List<String> line =
        command.stream().map(word -> word.replace(DIRECTORY, directory.toString())).toList();
    Process process = start(line, directory);
    List<String> output;
    int status;
    try {
      process.getOutputStream().close();
      try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
        output = reader.lines().filter(text -> !text.isBlank()).toList();
      }
      status = process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModelException("Fetching the package " + name + " was interrupted.", e);
    } finally {
      process.destroy();
    }
    if (status != 0) {
      throw new ModelException(
          "Fetching the package "
              + name
              + " failed. This command ended with status "
              + status
              + ": "
              + String.join(" ", line)
              + "\nIts last words were:\n  "
              + String.join(
                  "\n  ", output.subList(Math.max(0, output.size() - LINES_SHOWN), output.size())));
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(Files::isRegularFile)
          .findFirst()
          .orElseThrow(
              () -> new ModelException("Fetching the package " + name + " brought no file."));
    }
  }

  private Process start(List<String> line, Path directory) {
    try {
      // In the empty directory: a pom.xml of wherever we are is not to be read.
      return new ProcessBuilder(line)
          .directory(directory.toFile())
          .redirectErrorStream(true)
          .start();
    } catch (IOException e) {
      throw new ModelException(
          "The program "
              + line.get(0)
              + ", which fetches the package "
              + name
              + ", cannot be run: "
              + e.getMessage()
              + ". Install it and see that it is on the PATH.",
          e);
    }
  }
}
