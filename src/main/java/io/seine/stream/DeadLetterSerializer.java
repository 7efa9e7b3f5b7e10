package io.seine.stream;

import io.seine.message.DeadLetter;
import io.seine.message.RecordHeader;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes a dead letter: the record as it was, as far as its topic takes it, and why it is here in
 * headers.
 */
final class DeadLetterSerializer implements KafkaRecordSerializationSchema<DeadLetter> {
  private static final long serialVersionUID = 1L;

  private final String topic;
  private final String job;
  private final int maxBytes;

  /**
   * @param maxBytes the largest record that the topic takes
   */
  DeadLetterSerializer(String topic, String job, int maxBytes) {
    this.topic = topic;
    this.job = job;
    this.maxBytes = maxBytes;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      DeadLetter letter, KafkaSinkContext context, Long timestamp) {
    DeadLetter.Content content = letter.content(job, maxBytes);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, content.key(), content.value());
    for (RecordHeader header : content.headers()) {
      record.headers().add(header.key(), header.value());
    }
    return record;
  }
}
