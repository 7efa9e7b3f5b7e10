package io.seine.local;

import io.seine.flink.FlinkRest;
import io.seine.flink.FlinkRestException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Flink session cluster of processes on loopback, laid out as in the image: {@code lib/} with
 * Flink, the native libraries and Seine's inference, {@code usrlib/} with the job jar. With a
 * ZooKeeper beside it, jobs outlive their JobManager.
 */
public final class FlinkProcesses implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long LOOK_AGAIN_MILLIS = 200;
  private static final String LAUNCHER = "io.seine.servers.flink.FlinkProcess";

  /** What Flink's own scripts open on JDK 17 and newer, as far as it is needed here. */
  private static final List<String> OPENED =
      List.of(
          "java.base/java.lang",
          "java.base/java.net",
          "java.base/java.io",
          "java.base/java.nio",
          "java.base/sun.nio.ch",
          "java.base/java.lang.reflect",
          "java.base/java.text",
          "java.base/java.time",
          "java.base/java.util",
          "java.base/java.util.concurrent",
          "java.base/java.util.concurrent.atomic",
          "java.base/java.util.concurrent.locks");

  /**
   * How a cluster is.
   *
   * @param dir of its files; checkpoints and savepoints stay there
   * @param restPort 0 for any free one
   * @param slots of each TaskManager
   */
  public record Options(Path dir, int restPort, int taskManagers, int slots) {}

  private final Options options;
  private final int restPort;
  private final int zooKeeperPort;
  private final Path flink;
  private final FlinkRest rest;
  private final ChildProcess zooKeeper;
  private ChildProcess jobManager;
  private final Deque<ChildProcess> taskManagers = new ArrayDeque<>();
  private boolean closed;

  private FlinkProcesses(Options options) {
    this.options = options;
    int[] free = Ports.free(2);
    this.restPort = options.restPort() == 0 ? free[0] : options.restPort();
    this.zooKeeperPort = free[1];
    this.flink = options.dir().toAbsolutePath().resolve("flink");
    this.rest = new FlinkRest("http://127.0.0.1:" + restPort);
    layOut();
    this.zooKeeper =
        start(
            "ZooKeeper",
            "zookeeper",
            List.of("-Xmx64m"),
            List.of(
                "org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer",
                "--zkConfigFile",
                conf().resolve("zoo.cfg").toString(),
                "--peerId",
                "1"));
    this.jobManager = startJobManager();
    for (int i = 0; i < options.taskManagers(); i++) {
      startTaskManager();
    }
  }

  /**
   * Starts the cluster, and waits until every slot is offered.
   *
   * @throws ClusterException when it does not come up; what did is stopped then
   */
  public static FlinkProcesses start(Options options) {
    FlinkProcesses processes = new FlinkProcesses(options);
    try {
      processes.awaitSlots();
      return processes;
    } catch (RuntimeException e) {
      processes.close();
      throw e;
    }
  }

  public FlinkRest rest() {
    return rest;
  }

  public String url() {
    return "http://127.0.0.1:" + restPort;
  }

  /** The job jar, as it lies in the image. */
  public Path jobJar() {
    return flink.resolve("usrlib").resolve("seine-jobs.jar");
  }

  /** Where savepoints are written. */
  public Path savepoints() {
    return flink.resolve("savepoints");
  }

  /** The folder of the processes' logs. */
  public Path logs() {
    return flink.resolve("log");
  }

  /** Ends the JobManager as a power cut would, and starts another. */
  public synchronized void crashJobManager() {
    jobManager.kill();
    jobManager = startJobManager();
  }

  /** Ends a TaskManager as a power cut would, and starts another. */
  public synchronized void crashTaskManager() {
    taskManagers.remove().kill();
    startTaskManager();
  }

  /** Stops the JobManager's clock for a while. */
  public void pauseJobManager(Duration pause) throws InterruptedException {
    currentJobManager().pauseFor(pause);
  }

  private synchronized ChildProcess currentJobManager() {
    return jobManager;
  }

  /** Stops the clock of a TaskManager for a while; the next time it is the turn of another. */
  public void pauseTaskManager(Duration pause) throws InterruptedException {
    nextTaskManager().pauseFor(pause);
  }

  private synchronized ChildProcess nextTaskManager() {
    ChildProcess next = taskManagers.remove();
    taskManagers.add(next);
    return next;
  }

  /**
   * Starts those processes again that ended by themselves, as a container platform does.
   *
   * @return how many there were
   */
  public synchronized int restartEnded() {
    if (closed) {
      return 0;
    }
    int ended = 0;
    if (!jobManager.isAlive()) {
      jobManager = startJobManager();
      ended++;
    }
    for (ChildProcess taskManager : List.copyOf(taskManagers)) {
      if (!taskManager.isAlive()) {
        taskManagers.remove(taskManager);
        startTaskManager();
        ended++;
      }
    }
    return ended;
  }

  /** Waits until every TaskManager has joined. */
  public void awaitSlots() {
    int slots = options.taskManagers() * options.slots();
    long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
    String last = "";
    while (System.nanoTime() < giveUpAt) {
      jobManager.requireAlive();
      taskManagers.forEach(ChildProcess::requireAlive);
      try {
        FlinkRest.Overview overview = rest.overview();
        if (overview.slots() >= slots) {
          return;
        }
        last = overview.toString();
      } catch (FlinkRestException e) {
        last = e.getMessage();
      }
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ClusterException("Interrupted while Flink was starting", e);
      }
    }
    throw new ClusterException(
        "Flink did not offer %d slots within %s: %s. The logs are in %s."
            .formatted(slots, PATIENCE, last, logs()));
  }

  private ChildProcess startJobManager() {
    return start(
        "Flink's JobManager",
        "jobmanager",
        List.of("-Xmx384m"),
        List.of(
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
            "--configDir",
            conf().toString()));
  }

  private void startTaskManager() {
    taskManagers.add(
        start(
            "Flink's TaskManager",
            "taskmanager",
            // As config.yaml says: the framework's heap and the tasks'; native memory is beside it.
            List.of("-Xms448m", "-Xmx448m", "-XX:MaxDirectMemorySize=192m"),
            List.of(
                "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                "--configDir",
                conf().toString())));
  }

  private ChildProcess start(
      String name, String log, List<String> options, List<String> mainAndArguments) {
    if (closed) {
      throw new ClusterException("The cluster is stopped.");
    }
    List<String> command = new ArrayList<>(List.of("-XX:+UseSerialGC", "-Dai.djl.offline=true"));
    OPENED.forEach(opened -> command.add("--add-opens=" + opened + "=ALL-UNNAMED"));
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(options);
    command.add("-Dlog4j2.configurationFile=" + conf().resolve("log4j2.xml"));
    command.addAll(
        List.of("-cp", LocalServers.classes("flink") + ":" + flink.resolve("lib") + "/*"));
    command.add(LAUNCHER);
    command.addAll(mainAndArguments);
    return ChildProcess.start(name, logs().resolve(log + ".log"), command);
  }

  private Path conf() {
    return flink.resolve("conf");
  }

  private void layOut() {
    try {
      Path lib = Files.createDirectories(flink.resolve("lib"));
      Path usrlib = Files.createDirectories(flink.resolve("usrlib"));
      for (String folder : List.of("conf", "checkpoints", "savepoints", "ha", "log", "tmp", "zk")) {
        Files.createDirectories(flink.resolve(folder));
      }
      copy(LocalServers.libraries("flink"), lib);
      copy(LocalServers.distribution().resolve("lib"), lib);
      copy(LocalServers.distribution().resolve("usrlib"), usrlib);
      StringBuilder yaml = new StringBuilder();
      configuration().forEach((key, value) -> yaml.append(key + ": " + value + "\n"));
      Files.writeString(conf().resolve("config.yaml"), yaml);
      Files.writeString(conf().resolve("zoo.cfg"), zooKeeper());
      Files.writeString(conf().resolve("log4j2.xml"), LOGGING);
    } catch (FileSystemException e) {
      throw new ClusterException(
          "Flink's files can't be laid out in %s: %s. Is the disk full?".formatted(flink, e), e);
    } catch (IOException e) {
      throw new ClusterException("Flink's files can't be laid out in " + flink + ": " + e, e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private Map<String, String> configuration() {
    Map<String, String> yaml = new TreeMap<>();
    yaml.put("jobmanager.rpc.address", "127.0.0.1");
    yaml.put("jobmanager.bind-host", "127.0.0.1");
    yaml.put("taskmanager.host", "127.0.0.1");
    yaml.put("taskmanager.bind-host", "127.0.0.1");
    yaml.put("rest.address", "127.0.0.1");
    yaml.put("rest.bind-address", "127.0.0.1");
    yaml.put("rest.port", Integer.toString(restPort));
    yaml.put("rest.bind-port", "'" + restPort + "'");
    yaml.put("io.tmp.dirs", flink.resolve("tmp").toString());
    yaml.put("web.upload.dir", flink.resolve("tmp").toString());
    yaml.put("high-availability.type", "zookeeper");
    yaml.put("high-availability.zookeeper.quorum", "127.0.0.1:" + zooKeeperPort);
    yaml.put("high-availability.cluster-id", "/seine");
    yaml.put("high-availability.storageDir", flink.resolve("ha").toUri().toString());
    // A JobManager that was killed is known to be gone after this time.
    yaml.put("high-availability.zookeeper.client.session-timeout", "5 s");
    yaml.put("heartbeat.timeout", "10 s");
    yaml.put("heartbeat.interval", "2 s");
    yaml.put("execution.checkpointing.interval", "2 s");
    yaml.put("execution.checkpointing.dir", flink.resolve("checkpoints").toUri().toString());
    yaml.put(
        "execution.checkpointing.savepoint-dir", flink.resolve("savepoints").toUri().toString());
    yaml.put("restart-strategy.type", "exponential-delay");
    yaml.put("restart-strategy.exponential-delay.initial-backoff", "500 ms");
    yaml.put("restart-strategy.exponential-delay.max-backoff", "5 s");
    yaml.put("taskmanager.numberOfTaskSlots", Integer.toString(options.slots()));
    // No TaskManager idles while another has everything: then losing any one of them means something.
    yaml.put("taskmanager.load-balance.mode", "SLOTS");
    yaml.put("taskmanager.cpu.cores", "2");
    yaml.put("taskmanager.memory.framework.heap.size", "128m");
    yaml.put("taskmanager.memory.task.heap.size", "320m");
    yaml.put("taskmanager.memory.framework.off-heap.size", "64m");
    yaml.put("taskmanager.memory.task.off-heap.size", "64m");
    yaml.put("taskmanager.memory.network.min", "64m");
    yaml.put("taskmanager.memory.network.max", "64m");
    yaml.put("taskmanager.memory.managed.size", "32m");
    yaml.put("taskmanager.memory.jvm-metaspace.size", "256m");
    yaml.put("taskmanager.memory.jvm-overhead.min", "512m");
    yaml.put("taskmanager.memory.jvm-overhead.max", "512m");
    return yaml;
  }

  private String zooKeeper() {
    return """
        dataDir=%s
        clientPort=%d
        clientPortAddress=127.0.0.1
        admin.enableServer=false
        tickTime=1000
        """
        .formatted(flink.resolve("zk"), zooKeeperPort);
  }

  private static final String LOGGING =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <Configuration status="WARN">
        <Appenders>
          <Console name="out">
            <PatternLayout pattern="%d{ISO8601} %-5p %c{1} %m%n"/>
          </Console>
        </Appenders>
        <Loggers>
          <Logger name="org.apache.flink.shaded.zookeeper3" level="WARN"/>
          <Logger name="org.apache.kafka" level="WARN"/>
          <Root level="INFO">
            <AppenderRef ref="out"/>
          </Root>
        </Loggers>
      </Configuration>
      """;

  /** Stops every process. */
  @Override
  public synchronized void close() {
    closed = true;
    List<ChildProcess> all = new ArrayList<>(taskManagers);
    all.add(jobManager);
    all.add(zooKeeper);
    all.forEach(ChildProcess::close);
  }
}
