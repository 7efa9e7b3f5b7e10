package io.seine.cli.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder that is gone when the command ends. */
public final class TemporaryFolder {
  private TemporaryFolder() {}

  /** Creates one, whose deletion is the cleanup's last step so far. */
  public static Path create(String prefix, Cleanup cleanup) throws IOException {
    Path folder = Files.createTempDirectory(prefix);
    cleanup.add(() -> delete(folder));
    return folder;
  }

  /** Deletes a folder with all that is in it. */
  public static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
