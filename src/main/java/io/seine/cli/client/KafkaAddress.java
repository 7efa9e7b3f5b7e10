package io.seine.cli.client;

import java.util.Properties;

/** Where a Kafka is that lets everybody in, such as one that a command has started. */
public final class KafkaAddress {
  private KafkaAddress() {}

  /** The settings of its clients. */
  public static Properties clients(String bootstrap) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", bootstrap);
    return properties;
  }
}
