package io.seine.end;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The TCP addresses that processes listen at, as Linux tells them. */
final class ListeningSockets {
  private static final Path PROC = Path.of("/proc");

  /** The state LISTEN, as the kernel writes it. */
  private static final String LISTEN = "0A";

  private static final int ADDRESS_COLUMN = 1;
  private static final int STATE_COLUMN = 3;
  private static final int INODE_COLUMN = 9;

  private ListeningSockets() {}

  /**
   * A socket.
   *
   * @param address in hexadecimal, as the kernel writes it: 0100007F is 127.0.0.1
   */
  record Listening(String address, int port, String process) {
    /** Whether nobody from another machine can reach it. */
    boolean isOnLoopback() {
      return address.endsWith("7F") && address.length() == 8
          || address.equals("00000000000000000000000001000000")
          || address.matches("0000000000000000FFFF0000[0-9A-F]{6}7F");
    }
  }

  /** What these processes listen at; the test is skipped where there is no /proc. */
  static List<Listening> of(Stream<ProcessHandle> processes) throws IOException {
    assumeTrue(Files.exists(PROC.resolve("net/tcp")), "only Linux tells who listens where");
    List<Listening> listening = new ArrayList<>();
    for (ProcessHandle process : processes.toList()) {
      Set<String> sockets = sockets(process);
      for (String table : new String[] {"net/tcp", "net/tcp6"}) {
        for (String line : Files.readAllLines(PROC.resolve(table))) {
          String[] columns = line.strip().split("\\s+");
          if (columns[STATE_COLUMN].equals(LISTEN) && sockets.contains(columns[INODE_COLUMN])) {
            String[] address = columns[ADDRESS_COLUMN].split(":");
            listening.add(
                new Listening(
                    address[0],
                    HexFormat.fromHexDigits(address[1]),
                    process.info().commandLine().orElse("")));
          }
        }
      }
    }
    return listening;
  }

  private static Set<String> sockets(ProcessHandle process) throws IOException {
    Set<String> inodes = new HashSet<>();
    Path descriptors = PROC.resolve(Long.toString(process.pid())).resolve("fd");
    try (Stream<Path> files = Files.list(descriptors)) {
      for (Path file : files.toList()) {
        try {
          String target = Files.readSymbolicLink(file).toString();
          if (target.startsWith("socket:[")) {
            inodes.add(target.substring("socket:[".length(), target.length() - 1));
          }
        } catch (IOException e) {
          // It was closed meanwhile.
        }
      }
    }
    return inodes;
  }
}
