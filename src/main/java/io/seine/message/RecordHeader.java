package io.seine.message;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A header of a Kafka record. */
public record RecordHeader(String key, byte @Nullable [] value) {
  /** The most that a header takes in a record beside its key and its value: their lengths. */
  private static final int OVERHEAD = 10;

  /** How many bytes headers take in a record, at most. */
  public static long bytes(List<RecordHeader> headers) {
    long sum = 0;
    for (RecordHeader header : headers) {
      byte[] bytes = header.value();
      sum +=
          OVERHEAD
              + header.key().getBytes(StandardCharsets.UTF_8).length
              + (bytes == null ? 0 : bytes.length);
    }
    return sum;
  }
}
