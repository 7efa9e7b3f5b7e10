package io.seine.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class KafkaEndpointsTest {
  private static KafkaEndpoints endpoints(Properties clients, int maxRecordBytes) {
    return new KafkaEndpoints(clients, "index-documents", maxRecordBytes);
  }

  @Test
  void theLargestRecordFitsIntoWhatTheProducerHas() {
    for (int bytes : new int[] {1_048_000, 100_000_000}) {
      Properties producer = endpoints(new Properties(), bytes).producer();
      for (String limit : new String[] {"max.request.size", "buffer.memory"}) {
        assertThat(Integer.parseInt(producer.getProperty(limit)))
            .as("%s for %d bytes", limit, bytes)
            .isGreaterThan(bytes);
      }
    }
    assertThat(endpoints(new Properties(), 10_000).producer())
        .containsEntry("max.request.size", "1048576")
        .containsEntry("buffer.memory", "33554432");
  }

  @Test
  void whatTheSettingsSayOfTheClientsStandsAbove() {
    Properties clients = new Properties();
    clients.setProperty("buffer.memory", "7");
    assertThat(endpoints(clients, 10_000).producer()).containsEntry("buffer.memory", "7");
  }
}
