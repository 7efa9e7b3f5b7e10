package io.seine.cli.bench;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.jspecify.annotations.Nullable;

/** A Java process of Seine on this machine, whose memory can be looked at. */
public final class JavaProcess implements AutoCloseable {
  private static final String OURS = "io.seine.";

  private final String name;
  private final long pid;
  private final MemoryMXBean memory;
  private final @Nullable JMXConnector connector;

  private JavaProcess(
      String name, long pid, MemoryMXBean memory, @Nullable JMXConnector connector) {
    this.name = name;
    this.pid = pid;
    this.memory = memory;
    this.connector = connector;
  }

  /** This process and those that it started. */
  public static List<JavaProcess> family() throws IOException {
    List<JavaProcess> processes = new ArrayList<>();
    processes.add(
        new JavaProcess(
            "Flink, in this process",
            ProcessHandle.current().pid(),
            ManagementFactory.getMemoryMXBean(),
            null));
    processes.addAll(
        others(pid -> ProcessHandle.current().descendants().anyMatch(child -> child.pid() == pid)));
    return processes;
  }

  /** Every process of Seine's on this machine but this one. */
  public static List<JavaProcess> others() throws IOException {
    return others(pid -> pid != ProcessHandle.current().pid());
  }

  private interface Choice {
    boolean takes(long pid);
  }

  private static List<JavaProcess> others(Choice choice) throws IOException {
    List<JavaProcess> processes = new ArrayList<>();
    for (VirtualMachineDescriptor machine : VirtualMachine.list()) {
      String main = machine.displayName().split(" ", 2)[0];
      if (main.startsWith(OURS) && choice.takes(Long.parseLong(machine.id()))) {
        try {
          processes.add(attach(main.substring(main.lastIndexOf('.') + 1), machine));
        } catch (AttachNotSupportedException e) {
          throw new IOException("The process " + machine + " can't be looked into: " + e, e);
        }
      }
    }
    return processes;
  }

  // The address is the one that the attached process itself just named.
  @SuppressWarnings("BanJNDI")
  private static JavaProcess attach(String name, VirtualMachineDescriptor machine)
      throws IOException, AttachNotSupportedException {
    VirtualMachine attached = VirtualMachine.attach(machine);
    try {
      JMXConnector connector =
          JMXConnectorFactory.connect(new JMXServiceURL(attached.startLocalManagementAgent()));
      MemoryMXBean memory =
          ManagementFactory.getPlatformMXBean(
              connector.getMBeanServerConnection(), MemoryMXBean.class);
      return new JavaProcess(name, Long.parseLong(machine.id()), memory, connector);
    } finally {
      attached.detach();
    }
  }

  public String name() {
    return name;
  }

  /** How much of the heap is in use, garbage included, in bytes. */
  long usedHeap() {
    return memory.getHeapMemoryUsage().getUsed();
  }

  /** How much of the heap is in use once the garbage is collected, which this does, in bytes. */
  long liveHeap() {
    memory.gc();
    return usedHeap();
  }

  /** How much memory the process has from the system, in bytes; empty where Linux does not say. */
  OptionalLong residentSet() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public void close() throws IOException {
    if (connector != null) {
      connector.close();
    }
  }
}
