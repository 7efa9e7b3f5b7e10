package io.seine.local;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFlinkTest {
  @Test
  void aPortInUseIsSaidToBeSo(@TempDir Path dir) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> LocalFlink.start(dir, port, null, 1))
          .isInstanceOf(ClusterException.class)
          .hasMessageStartingWith("Flink can't be started: ")
          .hasMessageContaining("port")
          .hasMessageContaining(Integer.toString(port));
    }
  }
}
