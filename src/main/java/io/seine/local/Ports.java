package io.seine.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** TCP ports on loopback. */
final class Ports {
  private Ports() {}

  /**
   * Checks that nobody listens on a port.
   *
   * @param option the command's option that chooses another one
   * @throws ClusterException when somebody does
   */
  static void requireFree(String service, int port, String option) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      if (socket.getLocalPort() != port) {
        throw new IOException("bound to another port");
      }
    } catch (IOException e) {
      throw new ClusterException(
          "Port %d, which %s needs, is in use. Stop what listens there, or choose another with %s."
              .formatted(port, service, option),
          e);
    }
  }

  /** Ports that are free at this moment, each another one. */
  static int[] free(int count) {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      int[] ports = new int[count];
      for (int i = 0; i < count; i++) {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        sockets.add(socket);
        ports[i] = socket.getLocalPort();
      }
      return ports;
    } catch (IOException e) {
      throw new ClusterException("There is no free port on this machine: " + e, e);
    } finally {
      for (ServerSocket socket : sockets) {
        try {
          socket.close();
        } catch (IOException e) {
          throw new ClusterException("A port could not be given back: " + e, e);
        }
      }
    }
  }
}
