package io.seine.cli.bench.measure;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.PlatformManagedObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.jspecify.annotations.Nullable;

/**
 * A Java process of Seine on this machine, whose memory and time can be looked at. What only the
 * process itself knows is asked over JMX, from the first such question on.
 */
public final class JavaProcess implements AutoCloseable {
  private static final String OURS = "io.seine.";
  private static final String TASK_MANAGER = "Flink's TaskManager";
  private static final double MIB = 1 << 20;

  /** The names of those processes whose main class says little. */
  private static final List<List<String>> NAMES =
      List.of(
          List.of("KafkaServer", "Kafka"),
          List.of("OpenSearchServer", "OpenSearch"),
          List.of("TaskManagerRunner", TASK_MANAGER),
          List.of("ClusterEntrypoint", "Flink's JobManager"),
          List.of("ZooKeeper", "ZooKeeper"),
          List.of("PeerProcess", "bare loop"));

  private final String name;
  private final long pid;
  private final @Nullable VirtualMachineDescriptor machine;
  private @Nullable JMXConnector connector;

  private JavaProcess(String name, long pid, @Nullable VirtualMachineDescriptor machine) {
    this.name = name;
    this.pid = pid;
    this.machine = machine;
  }

  /**
   * This process and those that it started.
   *
   * @param thisOne what this one is called
   */
  public static List<JavaProcess> family(String thisOne) {
    List<JavaProcess> processes = new ArrayList<>();
    processes.add(new JavaProcess(thisOne, ProcessHandle.current().pid(), null));
    processes.addAll(
        others(pid -> ProcessHandle.current().descendants().anyMatch(child -> child.pid() == pid)));
    return processes;
  }

  /** Every process of Seine's on this machine but this one. */
  public static List<JavaProcess> others() {
    return others(pid -> pid != ProcessHandle.current().pid());
  }

  /** The one of them in which Flink runs the jobs. */
  public static JavaProcess taskManager(List<JavaProcess> processes) {
    return processes.stream()
        .filter(process -> process.name().equals(TASK_MANAGER))
        .findFirst()
        .orElseThrow();
  }

  /** The most memory that each of them ever had, in MiB, by its name. */
  public static Map<String, Double> peaks(List<JavaProcess> processes) {
    Map<String, Double> peaks = new LinkedHashMap<>();
    processes.forEach(
        process ->
            peaks.merge(process.name(), process.peakResidentSet().orElse(0) / MIB, Double::sum));
    return peaks;
  }

  private static List<JavaProcess> others(LongPredicate choice) {
    List<JavaProcess> processes = new ArrayList<>();
    for (VirtualMachineDescriptor machine : VirtualMachine.list()) {
      long pid = Long.parseLong(machine.id());
      if (machine.displayName().startsWith(OURS) && choice.test(pid)) {
        processes.add(new JavaProcess(name(machine.displayName()), pid, machine));
      }
    }
    return processes;
  }

  /**
   * What a process is called.
   *
   * @param command its main class and its arguments
   */
  static String name(String command) {
    for (List<String> known : NAMES) {
      if (command.contains(known.get(0))) {
        return known.get(1);
      }
    }
    String main = command.split(" ", 2)[0];
    return main.substring(main.lastIndexOf('.') + 1);
  }

  public String name() {
    return name;
  }

  /** How much of the heap is in use, garbage included, in bytes. */
  long usedHeap() {
    return bean(MemoryMXBean.class).getHeapMemoryUsage().getUsed();
  }

  /** How much of the heap is in use once the garbage is collected, which this does, in bytes. */
  long liveHeap() {
    bean(MemoryMXBean.class).gc();
    return usedHeap();
  }

  /** How much memory the process has from the system, in bytes; empty where Linux does not say. */
  OptionalLong residentSet() {
    return status("VmRSS:");
  }

  /** The most that it ever had, likewise. */
  OptionalLong peakResidentSet() {
    return status("VmHWM:");
  }

  private OptionalLong status(String key) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines
          .filter(line -> line.startsWith(key))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** How long it kept cores busy since it began, all of its threads together. */
  Duration cpuTime() {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .orElse(Duration.ZERO);
  }

  /**
   * One of the beans in which the process tells of itself.
   *
   * @throws BenchException when it can't be looked into
   */
  public synchronized <T extends PlatformManagedObject> T bean(Class<T> type) {
    VirtualMachineDescriptor other = machine;
    if (other == null) {
      return ManagementFactory.getPlatformMXBean(type);
    }
    try {
      if (connector == null) {
        connector = connect(other);
      }
      return ManagementFactory.getPlatformMXBean(connector.getMBeanServerConnection(), type);
    } catch (IOException | AttachNotSupportedException e) {
      throw new BenchException("The process " + name + " can't be looked into: " + e, e);
    }
  }

  // The address is the one that the attached process itself just named.
  @SuppressWarnings("BanJNDI")
  private static JMXConnector connect(VirtualMachineDescriptor machine)
      throws IOException, AttachNotSupportedException {
    VirtualMachine attached = VirtualMachine.attach(machine);
    try {
      return JMXConnectorFactory.connect(new JMXServiceURL(attached.startLocalManagementAgent()));
    } finally {
      attached.detach();
    }
  }

  @Override
  public synchronized void close() throws IOException {
    JMXConnector open = connector;
    connector = null;
    if (open != null) {
      open.close();
    }
  }
}
