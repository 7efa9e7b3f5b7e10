package io.seine.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seine.message.RankedResultCodec;
import io.seine.message.RecordHeader;
import io.seine.stage.AnsweredQuery;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes a ranked result; its query's headers go with it, so that a client can tell whose answer it
 * is.
 */
final class RankedResultSerializer implements KafkaRecordSerializationSchema<AnsweredQuery> {
  private static final long serialVersionUID = 1L;

  private final String topic;

  RankedResultSerializer(String topic) {
    this.topic = topic;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      AnsweredQuery answer, KafkaSinkContext context, Long timestamp) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topic,
            answer.result().queryId().getBytes(UTF_8),
            RankedResultCodec.encode(answer.result()));
    for (RecordHeader header : answer.source().headers()) {
      record.headers().add(header.key(), header.value());
    }
    return record;
  }
}
