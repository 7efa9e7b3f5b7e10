package io.seine.cli.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that is there only once it is whole, so that whoever finds it may take it for complete,
 * also after the process that wrote it was killed.
 */
public final class WholeFile {
  private WholeFile() {}

  /** What is written. */
  @FunctionalInterface
  public interface Content {
    void writeTo(BufferedWriter out) throws IOException;
  }

  /**
   * Writes a file of text, in place of the one that may be there; where it fails, that one stays.
   */
  public static void write(Path file, Content content) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // Such as /dev/stdout: it is whole when it was written, and no other can take its place.
      writeTo(file, content);
      return;
    }
    // Where it is a link, what it leads to is replaced.
    Path place = Files.exists(file) ? file.toRealPath() : file;
    Path part = place.resolveSibling(place.getFileName() + ".part");
    try {
      writeTo(part, content);
      Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void writeTo(Path file, Content content) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file, UTF_8)) {
      content.writeTo(out);
    }
  }
}
