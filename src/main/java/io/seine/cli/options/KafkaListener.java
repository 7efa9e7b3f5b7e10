package io.seine.cli.options;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.common.utils.Utils;

/** Whether anybody listens where Kafka should be, which the clients would try for a minute. */
public final class KafkaListener {
  /** Long enough for any network on which Kafka is of use. */
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  private KafkaListener() {}

  /**
   * Why nobody is met at any of the addresses; nothing where somebody is, or where one of them is
   * none: a reference, or a mistake that the clients explain.
   *
   * @param addresses as bootstrap.servers has them
   */
  public static Optional<IOException> refusal(String addresses) {
    IOException refusal = new IOException("no address");
    for (String address : addresses.split(",", -1)) {
      String host = Utils.getHost(address.strip());
      Integer port = Utils.getPort(address.strip());
      if (host == null || port == null) {
        return Optional.empty();
      }
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(host, port), (int) CONNECT_LIMIT.toMillis());
        return Optional.empty();
      } catch (UnknownHostException e) {
        refusal = new IOException("there is no host of this name", e);
      } catch (IOException e) {
        refusal = e;
      }
    }
    return Optional.of(refusal);
  }

  /** Whether all addresses are those by which a machine means itself. */
  public static boolean isHere(String addresses) {
    return Arrays.stream(addresses.split(",", -1))
        .map(address -> Utils.getHost(address.strip()))
        .allMatch(host -> host != null && isLoopback(host));
  }

  /** Whether a machine means itself by this name. */
  public static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
