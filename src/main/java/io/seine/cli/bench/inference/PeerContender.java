package io.seine.cli.bench.inference;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.cli.bench.measure.BenchException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A contender of src/peers, in a process of its own that does nothing until it is told to. */
final class PeerContender implements Contender {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long STOP_SECONDS = 5;

  private final String name;
  private final ReadingSet.Kind kind;
  private final Path scratch;
  private final Path log;
  private final Process process;
  private final BufferedReader answers;
  private final BufferedWriter commands;

  /**
   * Starts the process, and waits until it is ready.
   *
   * @param scratch a directory for the sets and the log
   * @throws BenchException when it does not start
   */
  PeerContender(String name, ReadingSet.Kind kind, List<String> command, Path scratch) {
    this.name = name;
    this.kind = kind;
    this.scratch = scratch;
    this.log = scratch.resolve(name.replaceAll("[^A-Za-z0-9]+", "-") + "-" + kind + ".log");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    builder.environment().put("OPT_OUT_TRACKING", "true");
    try {
      this.process = builder.start();
    } catch (IOException e) {
      throw new BenchException(name + " can't be started: " + e.getMessage(), e);
    }
    this.answers = process.inputReader(UTF_8);
    this.commands = process.outputWriter(UTF_8);
    try {
      answer("READY");
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean reads(ReadingSet.Kind other) {
    return kind == other;
  }

  @Override
  public void load(ReadingSet set) {
    ArrayNode groups = JSON.createArrayNode();
    for (ReadingSet.Group group : set.groups()) {
      ObjectNode node = groups.addObject();
      if (set.kind() == ReadingSet.Kind.PAIRS) {
        node.put("query", group.query());
      }
      group.passages().forEach(node.putArray("passages")::add);
    }
    Path file = scratch.resolve(set.kind() + "-" + set.name() + ".json");
    try {
      Files.write(file, JSON.writeValueAsBytes(groups));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    say("load " + file);
    answer("loaded");
  }

  @Override
  public long run() {
    say("run");
    return Long.parseLong(answer("ran").substring("ran ".length()));
  }

  private void say(String command) {
    try {
      commands.write(command + "\n");
      commands.flush();
    } catch (IOException e) {
      throw ended(e);
    }
  }

  /** The next line that begins so; what libraries print besides is passed over. */
  private String answer(String word) {
    try {
      String line = answers.readLine();
      while (line != null && !line.startsWith(word)) {
        line = answers.readLine();
      }
      if (line == null) {
        throw ended(null);
      }
      return line;
    } catch (IOException e) {
      throw ended(e);
    }
  }

  private BenchException ended(@Nullable IOException e) {
    String last = "";
    try {
      List<String> lines = Files.readAllLines(log);
      last = String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    } catch (IOException unreadable) {
      last = unreadable.toString();
    }
    return new BenchException(name + " ended. Its last words were:\n" + last, e);
  }

  @Override
  public void close() {
    try {
      commands.close();
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
