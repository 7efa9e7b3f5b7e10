package io.seine.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Servers whose starter was killed: they stop by themselves, as {@link ChildProcess} says, but
 * write to their folders until they have.
 */
final class Orphans {
  private static final String OF_SEINE = "io.seine.servers.";

  private Orphans() {}

  /**
   * Waits until none writes to a folder, which the caller has for itself.
   *
   * @throws ClusterException when some do not stop
   */
  static void await(Path folder, Duration limit) {
    List<ProcessHandle> left = of(folder);
    try {
      CompletableFuture.allOf(
              left.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      String processes =
          left.stream()
              .filter(ProcessHandle::isAlive)
              .map(process -> Long.toString(process.pid()))
              .collect(Collectors.joining(" "));
      throw new ClusterException(
          "The folder %s is in use by servers of a Seine that was killed, and they do not stop. End them with kill -9 %s, or choose another folder with --dir."
              .formatted(folder, processes),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("Interrupted while servers of a Seine that was killed stopped", e);
    }
  }

  private static List<ProcessHandle> of(Path folder) {
    return ProcessHandle.allProcesses()
        .filter(
            process -> {
              String command = process.info().commandLine().orElse("");
              return command.contains(OF_SEINE) && command.contains(folder + "/");
            })
        .toList();
  }
}
