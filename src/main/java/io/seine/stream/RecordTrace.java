package io.seine.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seine.message.SourceRecord;
import io.seine.message.TraceParent;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Predicate;

/**
 * The trace of a record that was given none. It follows from where the record stands and when it
 * was made, so that stages that know nothing of each other, and repeated deliveries, agree on it.
 */
final class RecordTrace {
  private static final int TRACE_BYTES = 16;
  private static final int SPAN_BYTES = 8;

  private RecordTrace() {}

  /**
   * @param sampled whether a trace of this id is recorded
   */
  static TraceParent of(SourceRecord source, Predicate<String> sampled) {
    byte[] digest = sha256(source.position() + "@" + source.timestamp());
    HexFormat hex = HexFormat.of();
    String trace = hex.formatHex(digest, 0, TRACE_BYTES);
    return new TraceParent(
        trace, hex.formatHex(digest, TRACE_BYTES, TRACE_BYTES + SPAN_BYTES), sampled.test(trace));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
