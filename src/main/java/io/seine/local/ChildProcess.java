package io.seine.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A Java program that runs beside this one. It prints READY when it is, and stops when its standard
 * input ends; since this process holds the other end, it never outlives this one, however this one
 * ends.
 */
final class ChildProcess implements AutoCloseable {
  private static final String READY = "READY";
  private static final Duration STARTUP_LIMIT = Duration.ofMinutes(2);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  /** A program that a signal ended has this and the signal's number as its exit status. */
  private static final int SIGNALLED = 128;

  private static final int KILL = 9;
  private static final int LAST_SIGNAL = 64;

  /** How many of a program's last lines its failure is reported with. */
  private static final int LAST_LINES = 12;

  private final String name;
  private final Path log;
  private final Process process;
  private final Deque<String> lastLines = new ArrayDeque<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CompletableFuture<Void> output = new CompletableFuture<>();
  private final CompletableFuture<ClusterException> failure = new CompletableFuture<>();
  private volatile boolean paused;
  private volatile boolean stopping;

  private ChildProcess(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts a program.
   *
   * @param name what messages call it
   * @param log the file that its output is added to
   * @param command the arguments of {@code java}
   */
  static ChildProcess start(String name, Path log, List<String> command) {
    return start(name, log, command, Map.of());
  }

  /**
   * As the other.
   *
   * @param environment is added to this process's own
   */
  static ChildProcess start(
      String name, Path log, List<String> command, Map<String, String> environment) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(command);
    try {
      Files.createDirectories(log.toAbsolutePath().getParent());
      ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
      builder.environment().putAll(environment);
      Process process = builder.start();
      ChildProcess child = new ChildProcess(name, log, process);
      Thread reader = new Thread(child::readOutput, "seine-" + name + "-output");
      reader.setDaemon(true);
      reader.start();
      process.onExit().thenAcceptBoth(child.output, (ended, read) -> child.onEnd());
      return child;
    } catch (IOException e) {
      throw new ClusterException(name + " can't be started: " + e.getMessage(), e);
    }
  }

  /**
   * Waits until the program is ready.
   *
   * @throws ClusterException when it ended before, or took too long; the message holds its last
   *     lines
   */
  void awaitReady() {
    try {
      ready.get(STARTUP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      String what =
          process.isAlive()
              ? "was not ready after " + STARTUP_LIMIT.toSeconds() + " s"
              : "ended at its start";
      close();
      throw new ClusterException(
          "%s %s. Its log is %s and ends with:%n%s".formatted(name, what, log, lastLines()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw new ClusterException("Interrupted while " + name + " was starting", e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Fails, with the program's last lines, when it has ended. */
  void requireAlive() {
    if (!process.isAlive()) {
      throw ended();
    }
  }

  /**
   * Completes when the program ends, with what is to be said of that; is cancelled then where there
   * is nothing to say, since it was stopped from here, or was never ready.
   */
  CompletableFuture<ClusterException> failure() {
    return failure;
  }

  private void onEnd() {
    // One that was never ready is told of by those who wait for that.
    if (stopping || ready.isCompletedExceptionally()) {
      failure.cancel(false);
    } else {
      failure.complete(ended());
    }
  }

  private ClusterException ended() {
    return new ClusterException(
        "%s ended, with exit status %s. Its log is %s and ends with:%n%s"
            .formatted(name, status(process.exitValue()), log, lastLines()));
  }

  /** An exit status, with the signal that it stands for. */
  private static String status(int status) {
    int signal = status - SIGNALLED;
    return signal == KILL
        ? status + " (signal 9: kill -9, or the kernel when memory runs out)"
        : signal > 0 && signal <= LAST_SIGNAL ? status + " (signal " + signal + ")" : "" + status;
  }

  /** Ends the program at once, as a power cut would. */
  void kill() {
    stopping = true;
    process.destroyForcibly();
    awaitEnd();
  }

  /** Stops the program's clock: it is there, and does nothing until {@link #resume}. */
  void pause() {
    paused = true;
    signal("STOP");
  }

  void resume() {
    signal("CONT");
    paused = false;
  }

  /** Pauses the program for so long, and lets it go on however the wait ends. */
  void pauseFor(Duration pause) throws InterruptedException {
    pause();
    try {
      TimeUnit.MILLISECONDS.sleep(pause.toMillis());
    } finally {
      resume();
    }
  }

  private void signal(String signal) {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new ClusterException(
          "The signal " + signal + " can't be sent to " + name + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("Interrupted while signalling " + name, e);
    }
  }

  private void readOutput() {
    try {
      copyOutput();
      ready.completeExceptionally(new IOException("its output ended"));
    } catch (IOException e) {
      ready.completeExceptionally(e);
    } finally {
      output.complete(null);
    }
  }

  private void copyOutput() throws IOException {
    try (BufferedReader lines = process.inputReader(UTF_8);
        BufferedWriter file =
            Files.newBufferedWriter(
                log, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      String line;
      while ((line = lines.readLine()) != null) {
        file.write(line);
        file.newLine();
        file.flush();
        remember(line);
        if (line.startsWith(READY)) {
          ready.complete(null);
        }
      }
    }
  }

  private void remember(String line) {
    if (line.startsWith("\tat ")) {
      // The causes say what happened; the frames between them would push them out.
      return;
    }
    synchronized (lastLines) {
      lastLines.add(line);
      if (lastLines.size() > LAST_LINES) {
        lastLines.remove();
      }
    }
  }

  private String lastLines() {
    synchronized (lastLines) {
      return String.join(System.lineSeparator(), lastLines);
    }
  }

  /** Asks the program to stop, and does not wait for it: several can stop beside each other. */
  void askToStop() {
    stopping = true;
    if (paused) {
      // It would not see that it is asked.
      process.destroyForcibly();
    }
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      process.destroyForcibly();
    }
  }

  /** Asks the program to stop, and makes it stop when it does not. */
  @Override
  public void close() {
    askToStop();
    try {
      if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    awaitEnd();
  }

  private void awaitEnd() {
    process.onExit().join();
  }
}
