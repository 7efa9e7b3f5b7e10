package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordSizesTest {
  @Test
  void eachTopicTakesTheLargestRecordThatAJobReadsFromItOrWritesToIt() {
    Settings index =
        Settings.of(
            Map.of("documents.max-bytes", "5000000", "records.max-bytes", "3000000"),
            IndexDocuments.SETTINGS);
    Settings rank =
        Settings.of(
            Map.of("queries.max-bytes", "1000", "results.topic", "answers"), RankQueries.SETTINGS);

    assertThat(RecordSizes.ofTopics(index, rank))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "documents", 5_065_536,
                "queries", 66_536,
                "answers", 1_113_536,
                "dead-letters", 3_065_536));
  }
}
