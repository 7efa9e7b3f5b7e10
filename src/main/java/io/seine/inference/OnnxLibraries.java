package io.seine.inference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The temporary folder into which ONNX Runtime unpacks its native libraries. */
final class OnnxLibraries {
  private static final Logger LOG = LoggerFactory.getLogger(OnnxLibraries.class);

  private OnnxLibraries() {}

  /**
   * Deletes the folder when the process ends. ONNX Runtime means to, but asks for the folder's
   * deletion after that of its files, and the last is deleted first: an empty folder would be left
   * of every process. There is no public way to know which it is.
   */
  static void deleteAtTheEnd() {
    try {
      Field field = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("tempDirectory");
      field.setAccessible(true);
      if (field.get(null) instanceof Path folder) {
        Runtime.getRuntime()
            .addShutdownHook(new Thread(() -> delete(folder), "seine-delete-libraries"));
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.warn(
          "This version of ONNX Runtime is not the one that Seine knows: it may leave empty folders in {}",
          System.getProperty("java.io.tmpdir"),
          e);
    }
  }

  /** A library may be deleted while it is in use, but for Windows, where the folder stays. */
  private static void delete(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException | UncheckedIOException e) {
      // The process ends: there is nobody left to tell.
    }
  }
}
