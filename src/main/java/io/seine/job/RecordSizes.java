package io.seine.job;

import java.util.Map;
import java.util.TreeMap;

/** How large a record each topic has to take so that the jobs' own limits are what decides. */
public final class RecordSizes {
  /** What Kafka's batch, the key and the headers may need beside a value. */
  private static final int BESIDE_THE_VALUE = 65_536;

  private RecordSizes() {}

  /** The bytes that each of the jobs' topics has to take ({@code max.message.bytes}). */
  public static Map<String, Integer> ofTopics(Settings indexDocuments, Settings rankQueries) {
    Map<String, Integer> sizes = new TreeMap<>();
    add(sizes, indexDocuments, KafkaOptions.DOCUMENTS_TOPIC, DocumentOptions.MAX_BYTES);
    add(sizes, indexDocuments, KafkaOptions.DEAD_LETTERS_TOPIC, KafkaOptions.MAX_RECORD_BYTES);
    add(sizes, rankQueries, KafkaOptions.QUERIES_TOPIC, QueryOptions.MAX_BYTES);
    add(sizes, rankQueries, KafkaOptions.RESULTS_TOPIC, KafkaOptions.MAX_RECORD_BYTES);
    add(sizes, rankQueries, KafkaOptions.DEAD_LETTERS_TOPIC, KafkaOptions.MAX_RECORD_BYTES);
    return sizes;
  }

  private static void add(
      Map<String, Integer> sizes,
      Settings settings,
      Setting<String> topic,
      Setting<Integer> limit) {
    sizes.merge(settings.get(topic), settings.get(limit) + BESIDE_THE_VALUE, Math::max);
  }
}
