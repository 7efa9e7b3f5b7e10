package io.seine.job;

import java.util.List;
import java.util.function.Predicate;

/**
 * Two settings of one job that can contradict each other, though each value is allowed by itself.
 *
 * @param contradicts whether they do
 * @param why they must not, as the end of a sentence that begins with both values
 */
record SettingPair(Setting<?> one, Setting<?> other, Predicate<Settings> contradicts, String why) {
  private static final String DEFAULT_ABOVE_LIMIT =
      "what a query gets when it does not say may not be more than what it may ask for";

  /** Every pair that any job has. */
  static final List<SettingPair> ALL =
      List.of(
          atMost(QueryOptions.K, QueryOptions.MAX_K, DEFAULT_ABOVE_LIMIT),
          atMost(QueryOptions.CANDIDATES, QueryOptions.MAX_CANDIDATES, DEFAULT_ABOVE_LIMIT),
          atMost(QueryOptions.DEADLINE, QueryOptions.MAX_DEADLINE, DEFAULT_ABOVE_LIMIT),
          new SettingPair(
              DocumentOptions.PASSAGE_OVERLAP,
              DocumentOptions.PASSAGE_WORDS,
              settings ->
                  settings.get(DocumentOptions.PASSAGE_OVERLAP)
                      >= settings.get(DocumentOptions.PASSAGE_WORDS),
              "what a passage repeats of the one before has to be less than the whole passage"),
          atMost(
              IndexOptions.HNSW_M,
              IndexOptions.HNSW_EF,
              "a node cannot be linked with more neighbours than are looked at"),
          different(
              KafkaOptions.DOCUMENTS_TOPIC,
              KafkaOptions.DEAD_LETTERS_TOPIC,
              "each dead letter would be read as a document again, without end"),
          different(
              KafkaOptions.QUERIES_TOPIC,
              KafkaOptions.DEAD_LETTERS_TOPIC,
              "each dead letter would be read as a query again, without end"),
          different(
              KafkaOptions.QUERIES_TOPIC,
              KafkaOptions.RESULTS_TOPIC,
              "each result would be read as a query again, without end"),
          different(
              KafkaOptions.RESULTS_TOPIC,
              KafkaOptions.DEAD_LETTERS_TOPIC,
              "whoever waits for results would get dead letters"),
          together(SearchOptions.USER, SearchOptions.PASSWORD, "OpenSearch is told both or none"));

  /**
   * Sees that these settings do not contradict each other.
   *
   * @throws SettingsException when they do; the message names both keys and both values
   */
  void check(Settings settings) {
    if (contradicts.test(settings)) {
      throw new SettingsException(
          "%s is '%s' and %s is '%s'; %s."
              .formatted(one.key(), settings.text(one), other.key(), settings.text(other), why));
    }
  }

  private static SettingPair atMost(Setting<Integer> one, Setting<Integer> other, String why) {
    return new SettingPair(one, other, settings -> settings.get(one) > settings.get(other), why);
  }

  private static SettingPair different(Setting<String> one, Setting<String> other, String why) {
    return new SettingPair(
        one, other, settings -> settings.get(one).equals(settings.get(other)), why);
  }

  private static SettingPair together(Setting<String> one, Setting<String> other, String why) {
    return new SettingPair(
        one, other, settings -> settings.get(one).isEmpty() != settings.get(other).isEmpty(), why);
  }
}
