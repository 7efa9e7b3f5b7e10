package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigurationUtils;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

class JobTest {
  private static final Map<String, String> GIVEN =
      Map.of(
          "passages.max-tokens", "100",
          "passages.words", "40",
          "opensearch.user", "seine",
          "opensearch.password", "${env:OPENSEARCH_PASSWORD}",
          "kafka.sasl.jaas.config", "x.ScramLoginModule required password=\"${env:KAFKA}\";",
          "kafka.ssl.truststore.password", "${file:UTF-8:/run/secrets/truststore}");

  /** As Flink's pages show what a job told. */
  private static Map<String, String> shown() {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    Job.tell(env, Settings.of(GIVEN, IndexDocuments.SETTINGS), IndexDocuments.SETTINGS);
    return ConfigurationUtils.hideSensitiveValues(env.getConfig().getGlobalJobParameters().toMap());
  }

  @Test
  void whatFlinkHidesIsToldAllTheSame() {
    Map<String, String> told = new TreeMap<>(GIVEN);
    told.put("index.alias", "documents");
    assertThat(Job.told(shown())).isEqualTo(told);
  }

  @Test
  void everySettingThatFlinkShowsStandsThereByItsKey() {
    assertThat(shown())
        .containsEntry("passages.words", "40")
        .containsEntry("index.alias", "documents");
  }

  @Test
  void aJobThatToldItsSettingsByTheirKeysAloneIsUnderstood() {
    assertThat(Job.told(Map.of("index.alias", "docs"))).isEqualTo(Map.of("index.alias", "docs"));
  }
}
