package io.seine.servers.kafka;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * One Kafka broker that is its own controller, on loopback only. Arguments: a folder, the port of clients,
 * the port of the controller, and optionally a file of further properties of the broker, which stand above
 * those here; in it {@code scram.NAME=PASSWORD} is a user. Prints READY when it takes records, and stops when
 * its standard input ends.
 */
public final class KafkaServer {
  private static final String USER_PREFIX = "scram.";

  private KafkaServer() {}

  public static void main(String[] arguments) throws Exception {
    // The server's own threads would keep a process alive that did not start.
    Thread.currentThread()
        .setUncaughtExceptionHandler(
            (thread, e) -> {
              e.printStackTrace();
              System.exit(1);
            });
    Path dir = Path.of(arguments[0]);
    String port = arguments[1];
    Properties properties = properties(dir.resolve("log"), port, arguments[2]);
    List<String> users = new ArrayList<>();
    if (arguments.length > 3) {
      addTo(properties, users, Path.of(arguments[3]));
    }
    format(dir, properties, users);
    KafkaRaftServer server =
        new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
    server.startup();
    System.out.println("READY " + port);
    while (System.in.read() >= 0) {
      // Whoever started this server holds the other end; its end is the signal to stop.
    }
    server.shutdown();
    server.awaitShutdown();
    System.exit(0);
  }

  private static void addTo(Properties properties, List<String> users, Path file)
      throws IOException {
    Properties further = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      further.load(reader);
    }
    for (String key : further.stringPropertyNames()) {
      if (key.startsWith(USER_PREFIX)) {
        users.add(
            "SCRAM-SHA-512=[name="
                + key.substring(USER_PREFIX.length())
                + ",password="
                + further.getProperty(key)
                + "]");
      } else {
        properties.put(key, further.getProperty(key));
      }
    }
  }

  private static void format(Path dir, Properties properties, List<String> users) throws IOException {
    if (Files.exists(dir.resolve("log").resolve("meta.properties"))) {
      return;
    }
    Files.createDirectories(dir);
    Path file = dir.resolve("server.properties");
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    }
    List<String> format = new ArrayList<>();
    Collections.addAll(format, "format", "-t", Uuid.randomUuid().toString());
    Collections.addAll(format, "-c", file.toString(), "--standalone");
    for (String user : users) {
      Collections.addAll(format, "--add-scram", user);
    }
    int status = StorageTool.execute(format.toArray(new String[0]), System.out);
    if (status != 0) {
      throw new IOException("The folder " + dir + " can't be formatted; the lines above say why.");
    }
  }

  private static Properties properties(Path logs, String port, String controllerPort) {
    Properties properties = new Properties();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", "1");
    properties.put(
        "listeners",
        "CLIENTS://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
    properties.put("advertised.listeners", "CLIENTS://127.0.0.1:" + port);
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put("inter.broker.listener.name", "CLIENTS");
    properties.put(
        "listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put("controller.quorum.bootstrap.servers", "127.0.0.1:" + controllerPort);
    properties.put("log.dirs", logs.toString());
    properties.put("auto.create.topics.enable", "false");
    for (String topic :
        new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
      properties.put(topic + ".replication.factor", "1");
      properties.put(topic + ".num.partitions", "4");
    }
    properties.put("transaction.state.log.min.isr", "1");
    properties.put("share.coordinator.state.topic.min.isr", "1");
    properties.put("group.initial.rebalance.delay.ms", "0");
    // A broker that was killed is known to be gone after this time, and may come back.
    properties.put("broker.session.timeout.ms", "1500");
    properties.put("broker.heartbeat.interval.ms", "300");
    // Small, as one user's machine needs it.
    properties.put("log.cleaner.dedupe.buffer.size", "4194304");
    properties.put("num.network.threads", "2");
    properties.put("num.io.threads", "4");
    properties.put("background.threads", "2");
    return properties;
  }
}
