package io.seine.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.seine.access.KafkaFault;
import io.seine.message.RankedResult;
import io.seine.message.RankedResultCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Asks queries through their topic and waits for their results: what any client of Seine does. */
public final class QueryClient implements AutoCloseable {
  private static final String QUERIES = "queries";
  private static final String RESULTS = "ranked-results";
  private static final Duration POLL = Duration.ofMillis(100);

  /** As long as Kafka's clients wait for one answer; a query that leaves later is of no use. */
  private static final Duration DELIVERY_LIMIT = Duration.ofSeconds(30);

  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;

  /**
   * Stands at the end of the results topic from now on: what comes after is for the queries to
   * come.
   *
   * @throws NoTopicException when there is no such topic, or none of queries
   */
  public QueryClient(Properties kafka) {
    NeededTopics.require(kafka, QUERIES, RESULTS);
    producer =
        new KafkaProducer<>(producing(kafka), new ByteArraySerializer(), new ByteArraySerializer());
    consumer =
        new KafkaConsumer<>(
            consuming(kafka), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    for (PartitionInfo partition : consumer.partitionsFor(RESULTS)) {
      partitions.add(new TopicPartition(partition.topic(), partition.partition()));
    }
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    // Seeking is lazy: only now is the end known.
    partitions.forEach(consumer::position);
  }

  /** What the producer is given. */
  static Properties producing(Properties kafka) {
    Properties producing = new Properties();
    producing.putAll(kafka);
    producing.putIfAbsent(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Long.toString(DELIVERY_LIMIT.toMillis()));
    producing.put(ProducerConfig.LINGER_MS_CONFIG, "0");
    return producing;
  }

  /** What the consumer is given. */
  static Properties consuming(Properties kafka) {
    Properties consuming = new Properties();
    consuming.putAll(kafka);
    consuming.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    consuming.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    // A consumer that closes waits for its last fetch: nobody has to, for an answer that is there.
    consuming.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, Long.toString(POLL.toMillis()));
    return consuming;
  }

  /**
   * Asks queries and waits for their results.
   *
   * @param queries each with an id
   * @param inFlight how many are asked and not answered at any time
   * @param patience how long to wait for the next result
   * @param onResult is told of each result as it comes
   * @return the results by query id; a query without one got none in time
   */
  public Map<String, RankedResult> ask(
      List<ObjectNode> queries, int inFlight, Duration patience, Consumer<RankedResult> onResult)
      throws IOException {
    Map<String, RankedResult> results = new HashMap<>();
    ask(
        queries.iterator(),
        inFlight,
        patience,
        result -> {
          results.put(result.queryId(), result);
          onResult.accept(result);
        });
    return results;
  }

  /**
   * As the other, and keeps no results.
   *
   * @return how many queries got none in time
   */
  public int ask(
      Iterator<ObjectNode> queries,
      int inFlight,
      Duration patience,
      Consumer<RankedResult> onResult)
      throws IOException {
    Set<String> open = new HashSet<>();
    long giveUpAt = System.nanoTime() + patience.toNanos();
    while ((queries.hasNext() || !open.isEmpty()) && System.nanoTime() < giveUpAt) {
      while (open.size() < inFlight && queries.hasNext()) {
        ObjectNode query = queries.next();
        String id = query.path("id").asText();
        open.add(id);
        send(id, query);
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        RankedResult result = RankedResultCodec.decode(record.value());
        // Results of others pass by here too, and a result may come twice.
        if (open.remove(result.queryId())) {
          onResult.accept(result);
          giveUpAt = System.nanoTime() + patience.toNanos();
        }
      }
    }
    return open.size();
  }

  /** Sends a query and waits until the broker has it: one that it refuses is never answered. */
  private void send(String id, ObjectNode query) {
    try {
      producer
          .send(new ProducerRecord<>(QUERIES, id.getBytes(UTF_8), query.toString().getBytes(UTF_8)))
          .get();
    } catch (ExecutionException e) {
      throw new PublishException(
          "Kafka did not take the query %s: %s"
              .formatted(id, KafkaFault.explain(Objects.requireNonNullElse(e.getCause(), e))),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PublishException("Interrupted while the query " + id + " was sent", e);
    }
  }

  @Override
  public void close() {
    producer.close();
    consumer.close();
  }
}
