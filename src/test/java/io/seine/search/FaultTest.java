package io.seine.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of docs/errors.md, as far as OpenSearch says it by status and type. */
class FaultTest {
  @ParameterizedTest
  @CsvSource({
    "200, '', '', NONE",
    "201, '', '', NONE",
    "409, version_conflict_engine_exception, '', STALE",
    "408, '', '', RETRYABLE",
    "429, '', '', RETRYABLE",
    "429, rejected_execution_exception, '', RETRYABLE",
    "429, circuit_breaking_exception, '', RETRYABLE",
    "429, cluster_block_exception, disk usage exceeded flood-stage watermark, RETRYABLE",
    "403, cluster_block_exception, index read-only, RETRYABLE",
    "400, index_closed_exception, closed, RETRYABLE",
    "404, no_shard_available_action_exception, '', RETRYABLE",
    "500, '', '', RETRYABLE",
    "502, '', '', RETRYABLE",
    "503, unavailable_shards_exception, '', RETRYABLE",
    "503, cluster_block_exception, state not recovered, RETRYABLE",
    "504, process_cluster_event_timeout_exception, '', RETRYABLE",
    "400, mapper_parsing_exception, failed to parse, RECORD",
    "400, strict_dynamic_mapping_exception, '', RECORD",
    "400, illegal_argument_exception, immense term, RECORD",
    "413, '', '', RECORD",
    "400, illegal_argument_exception, no write index is defined for alias [docs], FATAL",
    "400, '', '', FATAL",
    "301, '', '', FATAL",
    "302, '', '', FATAL",
    "401, '', '', FATAL",
    "401, security_exception, '', FATAL",
    "403, security_exception, '', FATAL",
    "404, index_not_found_exception, '', FATAL",
    "405, '', '', FATAL",
  })
  void everyAnswerHasAMeaning(int status, String type, String reason, Fault fault) {
    assertThat(Fault.of(status, type, reason)).isEqualTo(fault);
  }
}
