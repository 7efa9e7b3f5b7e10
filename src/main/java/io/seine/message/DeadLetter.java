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

  /** What a message may quote of a record can be as long as the record; nobody reads so much. */
  private static final int MAX_MESSAGE_LENGTH = 1_000;

  /** Keeps the message short, and well-formed wherever a quotation in it was cut. */
  public DeadLetter {
    if (message.length() > MAX_MESSAGE_LENGTH) {
      message = message.substring(0, MAX_MESSAGE_LENGTH) + "…";
    }
    message = new String(message.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
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
