package io.seine.stream;

import io.seine.access.KafkaFault;
import io.seine.stage.StageFailure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jspecify.annotations.Nullable;

/**
 * A serializer of a topic's records that opens only where Kafka lets the job write them. It is what
 * a sink opens before its first record, and when the job begins again; what Kafka refuses to the
 * sink's producer later would begin the job again and again, and say nothing of what to do.
 */
final class AdmittedSerializer<T> implements KafkaRecordSerializationSchema<T> {
  private static final long serialVersionUID = 1L;

  /** Kafka need not be there: then the producer waits for it, as its own settings say. */
  private static final int PATIENCE_MILLIS = 10_000;

  private final KafkaRecordSerializationSchema<T> serializer;
  private final Properties clients;
  private final String topic;

  /**
   * @param clients what every Kafka client of the job is given
   */
  AdmittedSerializer(
      KafkaRecordSerializationSchema<T> serializer, Properties clients, String topic) {
    this.serializer = serializer;
    this.clients = clients;
    this.topic = topic;
  }

  @Override
  public void open(SerializationSchema.InitializationContext context, KafkaSinkContext sink)
      throws Exception {
    Optional<StageFailure> refusal = refusal();
    if (refusal.isPresent()) {
      throw new SuppressRestartsException(refusal.get());
    }
    serializer.open(context, sink);
  }

  /** Why Kafka will never let this job write, if it says so now. */
  private Optional<StageFailure> refusal() throws InterruptedException {
    try (Admin admin = Admin.create(clients)) {
      Map<String, TopicDescription> described =
          admin
              .describeTopics(
                  List.of(topic),
                  new DescribeTopicsOptions()
                      .includeAuthorizedOperations(true)
                      .timeoutMs(PATIENCE_MILLIS))
              .allTopicNames()
              .get();
      if (!described.values().stream().allMatch(AdmittedSerializer::mayWrite)) {
        throw new TopicAuthorizationException(
            "no right to write to the topic " + topic, Set.of(topic));
      }
      return Optional.empty();
    } catch (ExecutionException | KafkaException e) {
      // Whatever else is wrong, such as a topic that is missing, the producer says.
      return KafkaFault.refusal(e).map(advice -> new StageFailure(advice, e));
    }
  }

  /** Brokers of other makes may not tell what is allowed. */
  private static boolean mayWrite(TopicDescription topic) {
    Set<AclOperation> allowed = topic.authorizedOperations();
    return allowed == null || allowed.isEmpty() || allowed.contains(AclOperation.WRITE);
  }

  @Override
  public @Nullable ProducerRecord<byte[], byte[]> serialize(
      T record, KafkaSinkContext context, Long timestamp) {
    return serializer.serialize(record, context, timestamp);
  }
}
