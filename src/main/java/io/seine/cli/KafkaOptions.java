package io.seine.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine.Option;

/** The options of the commands that speak to Kafka. */
final class KafkaOptions {
  @Option(
      names = "--bootstrap",
      defaultValue = "localhost:9092",
      description = "Kafka's address (default: ${DEFAULT-VALUE})")
  private String bootstrap = "localhost:9092";

  @Option(
      names = "--property",
      description =
          "a setting of the Kafka clients, such as security.protocol=SSL; may be repeated")
  private Map<String, String> properties = new LinkedHashMap<>();

  /** What Kafka clients are given. */
  Properties clients() {
    Properties clients = new Properties();
    clients.put("bootstrap.servers", bootstrap);
    clients.putAll(properties);
    return clients;
  }
}
