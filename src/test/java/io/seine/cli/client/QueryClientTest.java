package io.seine.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;

class QueryClientTest {
  private final Properties kafka = new Properties();

  @Test
  void aKafkaThatWentAwayIsNotWaitedForAsLongAsKafkasClientsDo() {
    assertThat(QueryClient.producing(kafka)).containsEntry("delivery.timeout.ms", "30000");
  }

  @Test
  void whoClosesWaitsForNoFetchThatBringsNothing() {
    assertThat(QueryClient.consuming(kafka)).containsEntry("fetch.max.wait.ms", "100");
  }

  @Test
  void whatTheUserSaysOfTheClientsStandsAbove() {
    kafka.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "60000");
    kafka.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "7");
    assertThat(QueryClient.producing(kafka)).containsEntry("delivery.timeout.ms", "60000");
    assertThat(QueryClient.consuming(kafka)).containsEntry("fetch.max.wait.ms", "7");
  }
}
