package io.seine.job;

import io.seine.search.SearchConnection;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Where the documents of running jobs come from and go to, as one of those jobs was told, for who
 * does something about them elsewhere.
 */
public final class IndexSite {
  private final Map<String, String> values;
  private final Settings settings;

  private IndexSite(Map<String, String> values) {
    this.values = values;
    this.settings = Settings.of(values, IndexDocuments.SETTINGS);
  }

  /**
   * As a job's settings say.
   *
   * @param jobSettings of either job; what only rank-queries has is left out
   */
  public static IndexSite of(Map<String, String> jobSettings) {
    Map<String, String> values = new TreeMap<>(jobSettings);
    values
        .keySet()
        .removeIf(
            key ->
                !key.startsWith(Settings.KAFKA_PREFIX)
                    && IndexDocuments.SETTINGS.stream().noneMatch(s -> s.key().equals(key)));
    // A folder of the cluster's machines; this one has its own.
    values.remove(ModelOptions.CACHE.key());
    return new IndexSite(values);
  }

  /** The public alias. */
  public String alias() {
    return settings.get(SearchOptions.ALIAS);
  }

  public String documentsTopic() {
    return settings.get(KafkaOptions.DOCUMENTS_TOPIC);
  }

  public Properties kafka() {
    return settings.kafka();
  }

  /** A connection to the public alias. */
  public SearchConnection connect() {
    return SearchConnection.open(SearchOptions.search(settings));
  }

  /**
   * A bi-encoder with settings of its own.
   *
   * @param overrides of {@code bi-encoder.} settings
   * @throws SettingsException when there is no such setting or a value is not allowed
   */
  public BiEncoderChoice biEncoder(String model, Map<String, String> overrides) {
    Settings.of(overrides, ModelOptions.FOR_BI_ENCODER);
    Map<String, String> all = new TreeMap<>(overrides);
    all.put(ModelOptions.BI_ENCODER.key(), model);
    return BiEncoderChoice.of(all);
  }

  /** The settings of index-documents with this bi-encoder. */
  public Settings with(BiEncoderChoice biEncoder) {
    return Settings.of(biEncoder.in(values), IndexDocuments.SETTINGS);
  }
}
