package io.seine.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/** Kafka records for tests, and the limits that they are held to. */
public final class Records {
  public static final long TIMESTAMP = 1_700_000_000_000L;

  public static final QueryLimits LIMITS =
      new QueryLimits(
          10_000, 200, 100, 60, 5, 60_000, 10, 50, 5_000, Reranking.FUSED, ReadingMode.ADAPTIVE, 1);

  private Records() {}

  public static SourceRecord record(String key, String value) {
    return record(
        key == null ? null : key.getBytes(UTF_8), value == null ? null : value.getBytes(UTF_8));
  }

  public static SourceRecord record(byte[] key, byte[] value) {
    return new SourceRecord(
        "topic",
        2,
        77,
        TIMESTAMP,
        key,
        value,
        List.of(new RecordHeader("traceparent", new byte[] {1})));
  }
}
