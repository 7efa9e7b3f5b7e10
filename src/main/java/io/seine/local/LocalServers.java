package io.seine.local;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The servers that run beside this process, each with a class path of its own. */
final class LocalServers {
  private LocalServers() {}

  /**
   * Starts Kafka; its data stay in the folder.
   *
   * @param properties a file of further properties of the broker, or null
   */
  static ChildProcess kafka(Path dir, int port, @Nullable Path properties) {
    int controllerPort = Ports.free(1)[0];
    return start(
        "Kafka",
        "kafka",
        "io.seine.servers.kafka.KafkaServer",
        dir,
        List.of("-XX:TieredStopAtLevel=1", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"),
        Integer.toString(port),
        Integer.toString(controllerPort),
        properties == null ? List.of() : List.of(properties.toString()));
  }

  /** Starts OpenSearch; its data stay in the folder. */
  static ChildProcess openSearch(Path dir, int port) {
    int transportPort = Ports.free(1)[0];
    List<String> options = new ArrayList<>();
    // Lucene compares vectors several times as fast with it.
    options.add("--add-modules=jdk.incubator.vector");
    // A server that shares its cores with the models, and seldom lives for long, would spend more
    // on
    // the optimising compiler than on all else for minutes: ten times the counts that are usual
    // leave to it what is truly hot, such as the comparing of vectors.
    options.add("-XX:Tier4InvocationThreshold=50000");
    options.add("-XX:Tier4MinInvocationThreshold=6000");
    options.add("-XX:Tier4CompileThreshold=150000");
    options.add("-XX:Tier4BackEdgeThreshold=400000");
    options.add("-Dopensearch.set.netty.runtime.available.processors=false");
    if (Runtime.version().feature() >= 24) {
      options.add("--sun-misc-unsafe-memory-access=allow");
    }
    if (Runtime.version().feature() >= 22) {
      options.add("--enable-native-access=ALL-UNNAMED");
    }
    return start(
        "OpenSearch",
        "opensearch",
        "io.seine.servers.opensearch.OpenSearchServer",
        dir,
        options,
        Integer.toString(port),
        Integer.toString(transportPort),
        List.of());
  }

  private static ChildProcess start(
      String name,
      String server,
      String mainClass,
      Path dir,
      List<String> options,
      String port,
      String innerPort,
      List<String> further) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("-Xms384m", "-Xmx384m", "-XX:+UseSerialGC"));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(name, server), mainClass));
    command.addAll(List.of(dir.toString(), port, innerPort));
    command.addAll(further);
    return ChildProcess.start(name, dir.resolve("server.log"), command);
  }

  private static String classPath(String name, String server) {
    Path classes = classes(server);
    Path libraries = libraries(server);
    if (!Files.isDirectory(classes) || !Files.isDirectory(libraries)) {
      throw new ClusterException(
          "%s is not built: there is no %s. Run mvn package first.".formatted(name, libraries));
    }
    return classes + File.pathSeparator + libraries.resolve("*");
  }

  /** The classes of a server of src/servers. */
  static Path classes(String server) {
    return target().resolve(Path.of("servers", server, "target", "classes"));
  }

  /** The libraries of a server of src/servers. */
  static Path libraries(String server) {
    return target().resolve(Path.of("servers", server, "target", "lib"));
  }

  /** What is put into Flink: lib/ and usrlib/. */
  static Path distribution() {
    return target().resolve("dist");
  }

  /** Flink's configuration in the image. */
  static Path flinkConfiguration() {
    return home().resolve(Path.of("docker", "flink"));
  }

  private static Path target() {
    return home().resolve("target");
  }

  private static Path home() {
    return Path.of(System.getProperty("seine.home", "")).toAbsolutePath();
  }
}
