package io.seine.cli.operations;

import io.seine.flink.FlinkRest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;

/** The job jar on this machine, brought to a cluster once for each content of it. */
public final class JobJar {
  /** How much of the content's SHA-256 names it on the cluster: enough to tell any two apart. */
  private static final int HASH_LENGTH = 16;

  private final Path file;
  private final String name;

  /**
   * @throws OperationException when there is no such file
   */
  public JobJar(Path file) {
    this.file = file;
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      this.name =
          "seine-jobs-%s.jar".formatted(HexFormat.of().formatHex(hash).substring(0, HASH_LENGTH));
    } catch (IOException e) {
      throw new OperationException(
          "There is no job jar %s that can be read. ./seine builds it; --jar names another."
              .formatted(file),
          e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Sees that the jar is on the cluster.
   *
   * @return its id there
   */
  public String bringTo(FlinkRest flink, Consumer<String> progress) {
    for (FlinkRest.Jar jar : flink.jars()) {
      if (jar.name().equals(name)) {
        progress.accept("The jar is on the cluster already: " + name);
        return jar.id();
      }
    }
    String id = flink.upload(file, name);
    progress.accept("Uploaded " + file.getFileName() + " as " + name);
    return id;
  }
}
