package io.seine.end;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.seine.cli.reindex.KafkaDocumentsTopic;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** How far a group has read a topic that is written to in transactions. */
class KafkaDocumentsTopicIT {
  private final String topic = "transactions-" + UUID.randomUUID();

  private static Properties clients() throws Exception {
    Properties clients = new Properties();
    clients.put("bootstrap.servers", SeineUnderTest.get().seine().cluster().kafkaBootstrap());
    return clients;
  }

  /** Publishes so many records in one transaction, which adds a marker to each partition. */
  private void publish(int... partitions) throws Exception {
    Properties properties = clients();
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topic);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      for (int partition : partitions) {
        producer.send(new ProducerRecord<>(topic, partition, null, "x".getBytes(UTF_8)));
      }
      producer.commitTransaction();
    }
  }

  @Test
  void whoHasReadTheLastRecordOfATransactionHasReadItAll() throws Exception {
    String group = topic + "-readers";
    try (Admin admin = Admin.create(clients());
        KafkaDocumentsTopic documents = new KafkaDocumentsTopic(clients(), topic)) {
      admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
      publish(0, 0, 1);
      assertThat(documents.ends()).isEqualTo(Map.of(0, 3L, 1, 2L));
      assertThat(documents.positions(group)).isEqualTo(Map.of(0, 0L, 1, 0L));

      // As Flink commits it: behind the last record, and before the marker.
      admin
          .alterConsumerGroupOffsets(
              group, Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(2)))
          .all()
          .get();
      assertThat(documents.positions(group)).isEqualTo(Map.of(0, 3L, 1, 0L));

      publish(0);
      assertThat(documents.positions(group)).isEqualTo(Map.of(0, 2L, 1, 0L));
    }
  }
}
