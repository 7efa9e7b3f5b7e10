package io.seine.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seine.message.RankedResultCodec;
import io.seine.message.RecordHeader;
import io.seine.stage.AnsweredQuery;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes a ranked result; its query's headers go with it, so that a client can tell whose answer it
 * is.
 */
final class RankedResultSerializer implements KafkaRecordSerializationSchema<AnsweredQuery> {
  private static final long serialVersionUID = 1L;

  /** The part of a record that the headers of a query may take: what is beyond is left out. */
  private static final int HEADERS_PART = 4;

  /** What is neither value nor header: the key, which is an id of a limited length, and framing. */
  private static final int KEY_BYTES = 2_200;

  private final String topic;
  private final int maxBytes;

  /**
   * @param maxBytes the largest record that the topic takes
   */
  RankedResultSerializer(String topic, int maxBytes) {
    this.topic = topic;
    this.maxBytes = maxBytes;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      AnsweredQuery answer, KafkaSinkContext context, Long timestamp) {
    List<RecordHeader> headers = headers(answer.source().headers());
    int room = maxBytes - KEY_BYTES - (int) RecordHeader.bytes(headers);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topic,
            answer.result().queryId().getBytes(UTF_8),
            RankedResultCodec.encode(answer.result(), room));
    for (RecordHeader header : headers) {
      record.headers().add(header.key(), header.value());
    }
    return record;
  }

  /** Those that fit: a client that sends a book in a header gets its answer without it. */
  private List<RecordHeader> headers(List<RecordHeader> all) {
    List<RecordHeader> headers = new ArrayList<>();
    long room = maxBytes / HEADERS_PART;
    for (RecordHeader header : all) {
      long bytes = RecordHeader.bytes(List.of(header));
      if (bytes <= room) {
        room -= bytes;
        headers.add(header);
      }
    }
    return headers;
  }
}
