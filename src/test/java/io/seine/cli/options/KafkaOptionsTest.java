package io.seine.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class KafkaOptionsTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private static Properties clients(String bootstrap) {
    return CommandLine.populateCommand(new KafkaOptions(), "--bootstrap", bootstrap).clients();
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, LOOPBACK)) {
      return free.getLocalPort();
    }
  }

  @Test
  void oneOfSeveralAddressesIsEnough() throws Exception {
    int nobody = freePort();
    try (ServerSocket kafka = new ServerSocket(0, 1, LOOPBACK)) {
      String addresses = "127.0.0.1:%d, 127.0.0.1:%d".formatted(nobody, kafka.getLocalPort());
      assertThat(clients(addresses)).containsEntry("bootstrap.servers", addresses);
    }
  }

  @Test
  void whereNobodyListensIsSaidWithEveryAddress() throws Exception {
    String nobody = "127.0.0.1:%d,127.0.0.1:%d".formatted(freePort(), freePort());
    assertThatThrownBy(() -> clients(nobody))
        .isInstanceOf(NoKafkaException.class)
        .hasMessageStartingWith("There is no Kafka at " + nobody + " (")
        .hasMessageContaining("./seine up starts one");
  }

  @Test
  void aMissingFileIsNamedWithoutAWordOfJobs() {
    assertThatThrownBy(
            () ->
                CommandLine.populateCommand(new KafkaOptions(), "--properties", "nowhere")
                    .clients())
        .hasMessage("--properties names nowhere, and there is no such file on this machine.");
  }

  @Test
  void aHostThatThereIsNotIsSaidToBeNone() {
    assertThatThrownBy(() -> clients("seine.invalid:9092"))
        .isInstanceOf(NoKafkaException.class)
        .hasMessageContaining("(there is no host of this name)");
  }
}
