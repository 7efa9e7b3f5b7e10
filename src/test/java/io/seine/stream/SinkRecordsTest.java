package io.seine.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.message.DeadLetter;
import io.seine.message.ErrorCode;
import io.seine.message.RankedResult;
import io.seine.message.RankedResultCodec;
import io.seine.message.RecordHeader;
import io.seine.message.SourceRecord;
import io.seine.stage.AnsweredQuery;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.AbstractRecords;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.RecordBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No record that a job writes is larger than its topic takes: that would stop the job for ever. */
class SinkRecordsTest {
  private static final int MAX_BYTES = 1_000_000;

  /** As the producer counts it before it sends. */
  private static int size(ProducerRecord<byte[], byte[]> record) {
    return AbstractRecords.estimateSizeInBytesUpperBound(
        RecordBatch.CURRENT_MAGIC_VALUE,
        CompressionType.NONE,
        record.key(),
        record.value(),
        record.headers().toArray());
  }

  private static SourceRecord source(int key, int value, int headers, int headerSize) {
    return new SourceRecord(
        "documents",
        0,
        1,
        2,
        new byte[key],
        new byte[value],
        IntStream.range(0, headers)
            .mapToObj(i -> new RecordHeader("h" + i, new byte[headerSize]))
            .toList());
  }

  @ParameterizedTest
  @CsvSource({
    "10, 999000, 0, 0",
    "10, 998500, 3, 10",
    "10, 2000000, 1, 10",
    "10, 10, 1, 1040000",
    "10, 10, 20000, 30",
    "1000000, 10, 1, 10",
  })
  void aDeadLetterFits(int key, int value, int headers, int headerSize) {
    DeadLetter letter =
        new DeadLetter(
            source(key, value, headers, headerSize),
            ErrorCode.UNEXPECTED,
            "é".repeat(5_000),
            "decode-documents",
            null);
    ProducerRecord<byte[], byte[]> record =
        new DeadLetterSerializer("dead-letters", "job", MAX_BYTES).serialize(letter, null, 0L);
    assertThat(size(record)).isLessThanOrEqualTo(MAX_BYTES + 1_000);
    assertThat(record.headers().lastHeader(DeadLetter.OFFSET).value())
        .isEqualTo("1".getBytes(UTF_8));
  }

  @ParameterizedTest
  @CsvSource({"10, 10, 1", "1000, 2000, 1", "1000, 2000, 20000", "10, 900000, 1000000"})
  void aRankedResultFits(int hits, int hitSize, int headerSize) throws Exception {
    RankedResult result =
        new RankedResult(
            "q",
            "why?",
            RankedResult.Status.RANKED,
            null,
            IntStream.rangeClosed(1, hits).mapToObj(rank -> hit(rank, hitSize)).toList(),
            0,
            0,
            new RankedResult.Timings(0, 0, 0, 0, 0),
            null);
    ProducerRecord<byte[], byte[]> record =
        new RankedResultSerializer("ranked-results", MAX_BYTES)
            .serialize(new AnsweredQuery(source(1, 1, 2, headerSize), result), null, 0L);
    assertThat(size(record)).isLessThanOrEqualTo(MAX_BYTES);
    assertThat(RankedResultCodec.decode(record.value()).queryId()).isEqualTo("q");
  }

  @Test
  void smallHeadersOfAQueryAreAllInItsResult() {
    RankedResult result =
        new RankedResult(
            "q",
            "",
            RankedResult.Status.FAILED,
            "why",
            List.of(),
            0,
            0,
            new RankedResult.Timings(0, 0, 0, 0, 0),
            null);
    assertThat(
            new RankedResultSerializer("ranked-results", MAX_BYTES)
                .serialize(new AnsweredQuery(source(1, 1, 50, 100), result), null, 0L)
                .headers()
                .toArray())
        .hasSize(50);
  }

  private static RankedResult.Hit hit(int rank, int size) {
    return new RankedResult.Hit(
        rank,
        "d" + rank,
        0.5,
        "",
        "x".repeat(size),
        0,
        1,
        Map.of(),
        false,
        null,
        new RankedResult.Retrieval(rank, 0.1, null, null, null, null, null, null));
  }
}
