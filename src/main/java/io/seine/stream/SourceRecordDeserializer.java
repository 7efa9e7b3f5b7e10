package io.seine.stream;

import io.seine.message.RecordHeader;
import io.seine.message.SourceRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Takes a Kafka record as it is; decoding it is a stage, since it can fail. */
final class SourceRecordDeserializer implements KafkaRecordDeserializationSchema<SourceRecord> {
  private static final long serialVersionUID = 1L;

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<SourceRecord> out) {
    List<RecordHeader> headers = new ArrayList<>();
    for (Header header : record.headers()) {
      headers.add(new RecordHeader(header.key(), header.value()));
    }
    out.collect(
        new SourceRecord(
            record.topic(),
            record.partition(),
            record.offset(),
            // Producers from before timestamps send -1.
            record.timestamp() < 0 ? System.currentTimeMillis() : record.timestamp(),
            record.key(),
            record.value(),
            headers));
  }

  @Override
  public TypeInformation<SourceRecord> getProducedType() {
    return CborTypeInfo.of(SourceRecord.class);
  }
}
