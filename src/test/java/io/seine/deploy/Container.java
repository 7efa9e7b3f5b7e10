package io.seine.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A service of the compose file that has Seine's image, as a process on this machine in the folder
 * of the image: with a conf/ of its own, into which Flink's start script writes, and with the names
 * of the other services and their ports put in place as {@code network} says.
 */
final class Container implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);
  private static final long CHECK_AGAIN_MILLIS = 200;

  private final ImageFolder image;
  private final ComposeFile.Service service;
  private final UnaryOperator<String> network;
  private final Path dir;
  private final Path log;
  private Process process;

  /**
   * Starts the service.
   *
   * @param dir of this container alone
   * @param settings of Flink that it needs on a machine that it shares, beside the file's
   */
  Container(
      ImageFolder image,
      ComposeFile.Service service,
      UnaryOperator<String> network,
      Path dir,
      Map<String, String> settings)
      throws Exception {
    this.image = image;
    this.service = service;
    this.network = network;
    this.dir = Files.createDirectories(dir);
    this.log = dir.resolve("log.txt");
    layOutConfiguration();
    configure(settings);
    start();
  }

  private void layOutConfiguration() throws IOException {
    Path conf = Files.createDirectories(dir.resolve("conf"));
    try (Stream<Path> files = Files.list(image.flinkHome().resolve("conf"))) {
      for (Path file : files.toList()) {
        Path copy = conf.resolve(file.getFileName());
        if (file.getFileName().toString().equals("zoo.cfg")) {
          Files.writeString(copy, here(Files.readString(file)));
        } else if (file.getFileName().toString().equals("config.yaml")) {
          Files.writeString(copy, image.here(Files.readString(file)));
        } else {
          Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  /** What the image's entry point does with FLINK_PROPERTIES. */
  private void configure(Map<String, String> settings) throws Exception {
    Map<String, String> all = new TreeMap<>();
    service
        .environment()
        .getOrDefault("FLINK_PROPERTIES", "")
        .lines()
        .forEach(
            line -> {
              String[] keyAndValue = line.replaceAll("\\s", "").split(":", 2);
              all.put(keyAndValue[0], here(keyAndValue[1]));
            });
    all.putAll(settings);
    List<String> command = new ArrayList<>();
    command.add(image.flinkHome().resolve("bin/config-parser-utils.sh").toString());
    for (String folder : List.of("bin", "lib")) {
      command.add(image.flinkHome().resolve(folder).toString());
    }
    command.add(1, dir.resolve("conf").toString());
    all.forEach((key, value) -> command.add("-D" + key + "=" + value));
    Tools.Outcome outcome = Tools.run(command);
    if (outcome.status() != 0) {
      throw new IllegalStateException(outcome.output());
    }
  }

  private String here(String text) {
    return network.apply(image.here(text));
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>(image.environment());
    service.environment().forEach((name, value) -> environment.put(name, here(value)));
    environment.put("FLINK_CONF_DIR", dir.resolve("conf").toString());
    environment.put("FLINK_LOG_DIR", dir.toString());
    environment.put("FLINK_PID_DIR", dir.toString());
    environment.put("PATH", image.flinkHome().resolve("bin") + ":" + System.getenv("PATH"));
    return environment;
  }

  private List<String> command() {
    List<String> command = new ArrayList<>(service.command());
    switch (command.get(0)) {
      case "jobmanager", "taskmanager" -> {
        command.set(0, command.get(0) + ".sh");
        command.add("start-foreground");
      }
      default -> {
        // The entry point runs it as it is.
      }
    }
    command.set(0, image.flinkHome().resolve("bin").resolve(command.get(0)).toString());
    return command;
  }

  private void start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command()).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment());
    process = builder.start();
  }

  /** What it has printed. */
  String output() throws IOException {
    return Files.readString(log, UTF_8);
  }

  /** Waits until it has ended, and well. */
  void awaitSuccess() throws Exception {
    if (!process.waitFor(PATIENCE_NANOS, TimeUnit.NANOSECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException(service.name() + " did not end well: " + output());
    }
  }

  /** Waits until its health check, or else the image's, says that it is well. */
  void awaitHealth(List<String> imagesHealthCheck) throws Exception {
    // With a limit, as it has there: who asks too early might wait for ever.
    List<String> check = new ArrayList<>(List.of("timeout", "-k", "1", "5"));
    (service.healthCheck().isEmpty() ? imagesHealthCheck : service.healthCheck())
        .stream().map(network).forEach(check::add);
    long giveUpAt = System.nanoTime() + PATIENCE_NANOS;
    while (Tools.run(check).status() != 0) {
      if (!process.isAlive() || System.nanoTime() > giveUpAt) {
        throw new IllegalStateException(service.name() + " is not well: " + output());
      }
      // What starts needs the cores more than its check does.
      TimeUnit.MILLISECONDS.sleep(CHECK_AGAIN_MILLIS);
    }
  }

  /** Ends it, and whatever it started, as a power cut would. */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().join();
  }
}
