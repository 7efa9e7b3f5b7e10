package io.seine.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be processed, with why and where. Published again as it is, it is the
 * same record: the key, the value and the original headers are untouched, and what Seine adds
 * stands in headers of its own.
 *
 * @param subject the document's or query's id as far as it was known, for people who read logs
 * @param stage the stage that gave up
 * @param message what happened, to what, and what to do
 */
public record DeadLetter(
    SourceRecord source, ErrorCode code, String message, String stage, @Nullable String subject) {

  /** The prefix of every header that Seine adds. */
  public static final String HEADER_PREFIX = "seine-dead-letter-";

  public static final String CODE = HEADER_PREFIX + "code";
  public static final String MESSAGE = HEADER_PREFIX + "message";
  public static final String JOB = HEADER_PREFIX + "job";
  public static final String STAGE = HEADER_PREFIX + "stage";
  public static final String TOPIC = HEADER_PREFIX + "topic";
  public static final String PARTITION = HEADER_PREFIX + "partition";
  public static final String OFFSET = HEADER_PREFIX + "offset";
  public static final String TIMESTAMP = HEADER_PREFIX + "timestamp";

  /** Names the parts of the record that the letter had no room for; only then it is there. */
  public static final String LEFT_OUT = HEADER_PREFIX + "left-out";

  /** As much of a message as anybody reads: it may quote the record, however long that is. */
  private static final int MAX_MESSAGE = 1_000;

  /** What a record takes in Kafka beside its parts, at most. */
  private static final int OVERHEAD = 100;

  /** Shortens the message. */
  public DeadLetter {
    if (message.length() > MAX_MESSAGE) {
      boolean inPair = Character.isHighSurrogate(message.charAt(MAX_MESSAGE - 1));
      message = message.substring(0, inPair ? MAX_MESSAGE - 1 : MAX_MESSAGE) + "…";
    }
    // What a message quotes may hold half a character, which could be written nowhere.
    message = new String(message.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  /** A letter as it is written to its topic. */
  public record Content(
      byte @Nullable [] key, byte @Nullable [] value, List<RecordHeader> headers) {}

  /**
   * The letter in at most so many bytes: the record byte for byte, or, when that is too much,
   * without its value, then also without its headers, then also without its key. What is left out
   * still stands where the headers say that the record was published.
   */
  public Content content(String job, int maxBytes) {
    List<RecordHeader> whole = headers(job);
    byte[] key = source.key();
    byte[] value = source.value();
    if (size(key, value, whole) <= maxBytes) {
      return new Content(key, value, whole);
    }
    List<RecordHeader> withoutValue = plus(whole, "value");
    if (size(key, null, withoutValue) <= maxBytes) {
      return new Content(key, null, withoutValue);
    }
    List<RecordHeader> seines =
        headers(job).stream().filter(header -> header.key().startsWith(HEADER_PREFIX)).toList();
    List<RecordHeader> withoutHeaders = plus(seines, "value, headers");
    return size(key, null, withoutHeaders) <= maxBytes
        ? new Content(key, null, withoutHeaders)
        : new Content(null, null, plus(seines, "value, headers, key"));
  }

  private static List<RecordHeader> plus(List<RecordHeader> headers, String leftOut) {
    List<RecordHeader> all = new ArrayList<>(headers);
    all.add(text(LEFT_OUT, leftOut));
    return all;
  }

  private static long size(
      byte @Nullable [] key, byte @Nullable [] value, List<RecordHeader> headers) {
    return OVERHEAD + length(key) + length(value) + RecordHeader.bytes(headers);
  }

  private static long length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  /** The headers of the record in the dead-letter topic: the original ones, then Seine's. */
  public List<RecordHeader> headers(String job) {
    // A record that was published again and failed again tells of its last failure only.
    List<RecordHeader> headers = new ArrayList<>(withoutSeines(source.headers()));
    headers.add(text(CODE, code.code()));
    headers.add(text(MESSAGE, message));
    headers.add(text(JOB, job));
    headers.add(text(STAGE, stage));
    headers.add(text(TOPIC, source.topic()));
    headers.add(text(PARTITION, Integer.toString(source.partition())));
    // Else the letter of a replay, replayed in turn, would pass for newer than it is.
    headers.add(text(OFFSET, Long.toString(source.originalOffset())));
    headers.add(text(TIMESTAMP, Long.toString(source.timestamp())));
    return headers;
  }

  /** Of these headers those that are not Seine's, in their order. */
  public static List<RecordHeader> withoutSeines(List<RecordHeader> headers) {
    return headers.stream().filter(header -> !header.key().startsWith(HEADER_PREFIX)).toList();
  }

  private static RecordHeader text(String key, String value) {
    return new RecordHeader(key, value.getBytes(StandardCharsets.UTF_8));
  }
}
