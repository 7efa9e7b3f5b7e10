package io.seine.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to a folder of data, which one user has at a time. It is a lock of the operating
 * system's on the file {@code lock} in there, and so ends with its process, however that ends; the
 * file says which process it is.
 */
final class FolderLock implements AutoCloseable {
  /**
   * Those of this process: closing a second channel on the file would give up the lock of the
   * first.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel file;

  private FolderLock(Path folder, FileChannel file) {
    this.folder = folder;
    this.file = file;
  }

  /**
   * Takes a folder, which is created if it is not there.
   *
   * @throws ClusterException when another has it
   */
  static FolderLock take(Path dir) {
    try {
      if (!Files.isDirectory(dir)) {
        Files.createDirectories(dir);
      }
      Path folder = dir.toRealPath();
      if (!HELD.add(folder)) {
        throw inUse(dir, Long.toString(ProcessHandle.current().pid()));
      }
      try {
        return new FolderLock(folder, lock(dir, folder.resolve("lock")));
      } catch (IOException | RuntimeException e) {
        HELD.remove(folder);
        throw e;
      }
    } catch (IOException e) {
      throw new ClusterException("The folder %s can't be used: %s".formatted(dir, e), e);
    }
  }

  private static FileChannel lock(Path dir, Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        throw inUse(dir, Files.readString(file).strip());
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(UTF_8)));
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static ClusterException inUse(Path dir, String process) {
    return new ClusterException(
        "The folder %s is in use by another Seine (process %s). Stop it, or choose another with --dir."
            .formatted(dir, process));
  }

  /** The folder, without symbolic links in its path. */
  Path folder() {
    return folder;
  }

  /** Again without effect: by then another may have the folder. */
  @Override
  public void close() {
    if (!file.isOpen()) {
      return;
    }
    try {
      file.close();
    } catch (IOException e) {
      throw new ClusterException(
          "The folder %s can't be given up: %s".formatted(folder, e.getMessage()), e);
    } finally {
      HELD.remove(folder);
    }
  }
}
