package io.seine.job;

import io.seine.stream.KafkaEndpoints.Delivery;
import io.seine.stream.KafkaEndpoints.Start;

/** The settings of the topics; how to reach Kafka is set by the {@code kafka.} keys. */
final class KafkaOptions {
  static final Setting<String> DOCUMENTS_TOPIC = topic("documents.topic", "documents");
  static final Setting<String> DOCUMENTS_GROUP = group("documents.group", "index-documents");
  static final Setting<Start> DOCUMENTS_START = Setting.choice("documents.start", Start.EARLIEST);

  static final Setting<String> QUERIES_TOPIC = topic("queries.topic", "queries");
  static final Setting<String> QUERIES_GROUP = group("queries.group", "rank-queries");
  static final Setting<Start> QUERIES_START = Setting.choice("queries.start", Start.COMMITTED);

  static final Setting<String> RESULTS_TOPIC = topic("results.topic", "ranked-results");
  static final Setting<Delivery> RESULTS_DELIVERY =
      Setting.choice("results.delivery", Delivery.AT_LEAST_ONCE);

  static final Setting<String> DEAD_LETTERS_TOPIC = topic("dead-letters.topic", "dead-letters");

  static final Setting<Integer> MAX_RECORD_BYTES =
      Setting.integer("records.max-bytes", 1_048_000, 10_000, 100_000_000);

  private KafkaOptions() {}

  private static Setting<String> topic(String key, String name) {
    return Setting.text(key, name, "the name of a topic");
  }

  private static Setting<String> group(String key, String name) {
    return Setting.text(key, name, "the name of a consumer group");
  }
}
