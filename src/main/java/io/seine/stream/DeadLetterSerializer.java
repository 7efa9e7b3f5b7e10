package io.seine.stream;

import io.seine.message.DeadLetter;
import io.seine.message.RecordHeader;
import io.seine.message.SourceRecord;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes a dead letter: the record as it was, and why it is here in headers. */
final class DeadLetterSerializer implements KafkaRecordSerializationSchema<DeadLetter> {
  private static final long serialVersionUID = 1L;

  private final String topic;
  private final String job;

  DeadLetterSerializer(String topic, String job) {
    this.topic = topic;
    this.job = job;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      DeadLetter letter, KafkaSinkContext context, Long timestamp) {
    SourceRecord source = letter.source();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, source.key(), source.value());
    for (RecordHeader header : letter.headers(job)) {
      record.headers().add(header.key(), header.value());
    }
    return record;
  }
}
