package io.seine.cli.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seine.message.DeadLetter;
import io.seine.message.ErrorCode;
import io.seine.message.RecordHeader;
import io.seine.message.SourceRecord;
import java.util.ArrayList;
import java.util.List;

/** Letters for tests, made of records as the jobs make them. */
final class Letters {
  static final long PUBLISHED = 1_700_000_000_000L;
  static final long WRITTEN = PUBLISHED + 2_500;

  private Letters() {}

  /** A record of the topic documents. */
  static SourceRecord source(int partition, long offset, String key, String value) {
    return new SourceRecord(
        "documents",
        partition,
        offset,
        PUBLISHED,
        key == null ? null : key.getBytes(UTF_8),
        value == null ? null : value.getBytes(UTF_8),
        List.of());
  }

  /** The letter at an offset of partition 0 that tells of a record's failure. */
  static Letter letter(long at, SourceRecord source, ErrorCode code, String message) {
    return at(
        at,
        source.key(),
        source.value(),
        new DeadLetter(source, code, message, "decode-documents", null).headers("index-documents"));
  }

  static Letter letter(long at, int partition, long offset) {
    return letter(at, source(partition, offset, "k", "v"), ErrorCode.NOT_JSON, "why");
  }

  static Letter at(long at, byte[] key, byte[] value, List<RecordHeader> headers) {
    return new Letter(
        new SourceRecord("dead-letters", 0, at, WRITTEN, key, value, new ArrayList<>(headers)));
  }

  static RecordHeader header(String name, String value) {
    return new RecordHeader(name, value.getBytes(UTF_8));
  }
}
