package io.seine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Numbers that nothing can be done with are refused by every command, before anything is started or
 * fetched: each case ends at once.
 */
class OptionLimitsTest {
  @TempDir private Path dir;

  @Timeout(20)
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bench cost --queries 0                | --queries is 0; it is at least 1.",
        "bench cost --candidates -1            | --candidates is -1; it is at least 1.",
        "bench cost --loss -0.5                | --loss is -0.5; it is at least 0.",
        "bench cost --loss NaN                 | --loss is NaN; it is at least 0.",
        "bench recall --passages 0             | --passages is 0; it is at least 1.",
        "bench recall --queries 0              | --queries is 0; it is at least 1.",
        "bench recall --depths 50,0            | --depths is 0; it is at least 1.",
        "bench recall --graphs 1:100           | M of --graphs is 1; it is at least 2.",
        "bench recall --graphs 16:0            | EF of --graphs is 0; it is at least 2.",
        "bench recall --graphs sixteen         | --vectors float --graphs sixteen: it has to be",
        "bench inference --rounds 0            | --rounds is 0; it is at least 1.",
        "bench inference --size -5             | --size is -5; it is at least 1.",
        "bench inference --cores 0             | --cores is 0; it is at least 1.",
        "bench pipeline --documents 4          | --documents is 4; it is at least 5.",
        "bench pipeline --rounds 0             | --rounds is 0; it is at least 1.",
        "bench pipeline --queries 0            | --queries is 0; it is at least 1.",
        "bench pipeline --seconds 0            | --seconds is 0; it is at least 1.",
        "bench pipeline --warm-up -1           | --warm-up is -1; it is at least 0.",
        "bench pipeline --probes 0             | --probes is 0; it is at least 1.",
        "bench pipeline --soak -1              | --soak is -1; it is at least 0.",
        "bench remembered --documents 0        | --documents is 0; it is at least 1.",
        "bench remembered --distinct 0         | --distinct is 0; it is at least 1.",
        "bench remembered --queries 0          | --queries is 0; it is at least 1.",
        "bench remembered --rounds -2          | --rounds is -2; it is at least 1.",
        "bench remembered --exponent -1        | --exponent is -1.0; it is at least 0.",
        "bench overload --minutes 0            | --minutes is 0.0; it is more than 0.",
        "bench overload --factor -3            | --factor is -3.0; it is more than 0.",
        "bench overload --deadline-ms 0        | --deadline-ms is 0; it is at least 1.",
        "bench overload --capacity-queries 0   | --capacity-queries is 0; it is at least 1.",
        "bench replay --documents 0            | --documents is 0; it is at least 1.",
        "eval DIR --queries 0                  | --queries is 0; it is at least 1.",
        "eval DIR --pairs 0                    | --pairs is 0; it is at least 1.",
        "search text -k 0                      | -k is 0; it is at least 1.",
        "search text --candidates 0            | --candidates is 0; it is at least 1.",
        "search text --deadline -1             | --deadline is -1; it is at least 1.",
        "search text --timeout 0               | --timeout is 0; it is at least 1.",
        "submit rank-queries --parallelism 0   | --parallelism is 0; it is at least 1.",
        "submit rank-queries --timeout 0       | --timeout is 0; it is at least 1.",
        "reindex --to m --sample -1            | --sample is -1; it is at least 0.",
        "reindex --to m --timeout 0            | --timeout is 0; it is at least 1.",
        "demo --kafka-port -1                  | --kafka-port is -1; it is from 0 to 65535.",
        "up --dir DIR --flink-port 65536       | --flink-port is 65536; it is from 0 to 65535.",
        "up --dir DIR --opensearch-port -2     | --opensearch-port is -2; it is from 0 to 65535.",
        "up --dir DIR --metrics-port 70000     | --metrics-port is 70000; it is from 0 to 65535.",
        "torture --minutes 0                   | --minutes is 0.0; it is more than 0",
      })
  void aNumberThatNothingCanBeDoneWithIsRefused(String line, String message) {
    SeineCommand.Ran ran = SeineCommand.run(line.replace("DIR", dir.toString()).split(" ", -1));

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.errors()).startsWith(message).doesNotContain("\tat ");
  }
}
