package io.seine.cli.bench.measure;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How many cores each of some processes keeps busy, over one or several stretches of time. */
public final class CpuMeter {
  private final List<JavaProcess> processes;
  private final Map<JavaProcess, Duration> before = new HashMap<>();
  private final Map<String, Double> coreSeconds = new LinkedHashMap<>();
  private long startedAt;
  private double seconds;

  public CpuMeter(List<JavaProcess> processes) {
    this.processes = processes;
  }

  public void start() {
    startedAt = System.nanoTime();
    processes.forEach(process -> before.put(process, process.cpuTime()));
  }

  public void stop() {
    seconds += (System.nanoTime() - startedAt) / 1e9;
    for (JavaProcess process : processes) {
      Duration spent = process.cpuTime().minus(before.getOrDefault(process, Duration.ZERO));
      coreSeconds.merge(process.name(), spent.toNanos() / 1e9, Double::sum);
    }
  }

  /** The cores that each was busy on, on average, by its name. */
  public Map<String, Double> cores() {
    Map<String, Double> cores = new LinkedHashMap<>();
    coreSeconds.forEach((name, busy) -> cores.put(name, busy / seconds));
    return cores;
  }
}
