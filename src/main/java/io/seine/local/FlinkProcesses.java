package io.seine.local;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ConfigurationUtils;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.TaskManagerOptions;
import org.jspecify.annotations.Nullable;

/**
 * A Flink cluster of processes on loopback, laid out as in the image: {@code lib/} with Flink, the
 * native libraries and Seine's inference, {@code usrlib/} with the job jar, {@code conf/} with the
 * files of docker/flink, made small. It takes jobs from its clients, or, in application mode, runs
 * the one that it was started for. With a ZooKeeper beside it, jobs outlive their JobManager.
 */
public final class FlinkProcesses implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long LOOK_AGAIN_MILLIS = 200;
  private static final String REPORTERS = "metrics.reporter";
  private static final String LAUNCHER = "io.seine.servers.flink.FlinkProcess";

  /**
   * How a cluster is.
   *
   * @param dir of its files; checkpoints and savepoints stay there
   * @param restPort 0 for any free one
   * @param slots of each TaskManager
   * @param configuration settings of Flink that stand above those that make the cluster small
   */
  public record Options(
      Path dir, int restPort, int taskManagers, int slots, Map<String, String> configuration) {
    public Options(Path dir, int restPort, int taskManagers, int slots) {
      this(dir, restPort, taskManagers, slots, Map.of());
    }
  }

  /**
   * The one job of a cluster in application mode.
   *
   * @param mainClass in the job jar
   * @param arguments of its main()
   * @param environment of the JobManager, where main() runs
   */
  public record Application(
      String mainClass, List<String> arguments, Map<String, String> environment) {}

  private final Options options;
  private final Map<String, String> environment;
  private final @Nullable Application application;
  private final int restPort;
  private final int zooKeeperPort;
  private final Path flink;
  private final Configuration configuration;
  private final FlinkRest rest;
  private final ChildProcess zooKeeper;
  private ChildProcess jobManager;
  private final Deque<ChildProcess> taskManagers = new ArrayDeque<>();
  private boolean closed;

  private FlinkProcesses(
      Options options, Map<String, String> environment, @Nullable Application application) {
    this.options = options;
    this.environment = environment;
    this.application = application;
    int[] free = Ports.free(2);
    this.restPort = options.restPort() == 0 ? free[0] : options.restPort();
    this.zooKeeperPort = free[1];
    this.flink = options.dir().toAbsolutePath().resolve("flink");
    this.rest = new FlinkRest("http://127.0.0.1:" + restPort);
    this.configuration = layOut();
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
                "1"),
            Map.of());
    this.jobManager = startJobManager();
    for (int i = 0; i < options.taskManagers(); i++) {
      startTaskManager();
    }
  }

  /**
   * Starts a cluster that takes jobs, and waits until every slot is offered.
   *
   * @throws ClusterException when it does not come up; what did is stopped then
   */
  public static FlinkProcesses start(Options options) {
    return start(options, Map.of());
  }

  /**
   * As the other.
   *
   * @param environment of the processes, beside this one's own
   */
  public static FlinkProcesses start(Options options, Map<String, String> environment) {
    return start(new FlinkProcesses(options, environment, null));
  }

  /** As {@link #start(Options)}, in application mode: the cluster is there for this job. */
  public static FlinkProcesses startFor(Application application, Options options) {
    return start(new FlinkProcesses(options, Map.of(), application));
  }

  private static FlinkProcesses start(FlinkProcesses processes) {
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

  /**
   * Runs Flink's own command, as {@code bin/flink} of the distribution does, with this cluster's
   * configuration.
   *
   * @param environment of the command, beside that of this process
   * @return what it printed
   * @throws ClusterException when it fails; the message is what it printed
   */
  public String command(Map<String, String> environment, String... arguments) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(javaOptions());
    line.addAll(List.of("-cp", flink.resolve("lib") + "/*"));
    line.add("org.apache.flink.client.cli.CliFrontend");
    line.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().put("FLINK_CONF_DIR", conf().toString());
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0) {
        throw new ClusterException("flink " + String.join(" ", arguments) + ":\n" + output);
      }
      return output;
    } catch (IOException e) {
      throw new ClusterException("Flink's command can't be run: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("Interrupted while Flink's command ran", e);
    }
  }

  private ChildProcess startJobManager() {
    List<String> main = new ArrayList<>();
    Map<String, String> ofItsOwn = new TreeMap<>();
    if (application == null) {
      main.add("org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint");
      main.addAll(List.of("--configDir", conf().toString()));
    } else {
      main.add("org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint");
      main.addAll(List.of("--configDir", conf().toString()));
      main.addAll(List.of("--job-classname", application.mainClass()));
      main.addAll(application.arguments());
      // From its place Flink finds usrlib/.
      ofItsOwn.put("FLINK_LIB_DIR", flink.resolve("lib").toString());
      ofItsOwn.putAll(application.environment());
    }
    return start("Flink's JobManager", "jobmanager", List.of("-Xmx384m"), main, ofItsOwn);
  }

  private void startTaskManager() {
    List<String> options = new ArrayList<>(words(CoreOptions.FLINK_TM_JVM_OPTIONS));
    // As config.yaml says: the framework's heap and the tasks'; native memory is beside it.
    options.addAll(List.of("-Xms448m", "-Xmx448m", "-XX:MaxDirectMemorySize=192m"));
    taskManagers.add(
        start(
            "Flink's TaskManager",
            "taskmanager",
            options,
            List.of(
                "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                "--configDir",
                conf().toString()),
            Map.of()));
  }

  private List<String> javaOptions() {
    List<String> options = new ArrayList<>(List.of("-XX:+UseSerialGC"));
    options.addAll(words(CoreOptions.FLINK_JVM_OPTIONS));
    if (Runtime.version().feature() >= 22) {
      options.add("--enable-native-access=ALL-UNNAMED");
    }
    return options;
  }

  private List<String> words(ConfigOption<String> option) {
    return Stream.of(configuration.get(option).split(" ")).filter(word -> !word.isBlank()).toList();
  }

  private ChildProcess start(
      String name,
      String log,
      List<String> options,
      List<String> mainAndArguments,
      Map<String, String> ofItsOwn) {
    if (closed) {
      throw new ClusterException("The cluster is stopped.");
    }
    List<String> command = javaOptions();
    command.addAll(options);
    command.add("-Dlog4j2.configurationFile=" + conf().resolve("log4j-console.properties"));
    command.addAll(
        List.of("-cp", LocalServers.classes("flink") + ":" + flink.resolve("lib") + "/*"));
    command.add(LAUNCHER);
    command.addAll(mainAndArguments);
    Map<String, String> all = new TreeMap<>(environment);
    all.putAll(ofItsOwn);
    return ChildProcess.start(name, logs().resolve(log + ".log"), command, all);
  }

  private Path conf() {
    return flink.resolve("conf");
  }

  /** Makes the folder; what comes back is its configuration. */
  private Configuration layOut() {
    try {
      Path lib = Files.createDirectories(flink.resolve("lib"));
      Path usrlib = Files.createDirectories(flink.resolve("usrlib"));
      for (String folder : List.of("conf", "checkpoints", "savepoints", "ha", "log", "tmp", "zk")) {
        Files.createDirectories(flink.resolve(folder));
      }
      copy(LocalServers.libraries("flink"), lib);
      copy(LocalServers.distribution().resolve("lib"), lib);
      copy(LocalServers.distribution().resolve("usrlib"), usrlib);
      copy(LocalServers.flinkConfiguration(), conf());
      Configuration made = GlobalConfiguration.loadConfiguration(conf().toString());
      // All the processes are on this host, where only one of them could have the port; and a
      // reporter that is not named is begun all the same.
      made.keySet().stream().filter(key -> key.startsWith(REPORTERS)).forEach(made::removeKey);
      // It follows from the parts below.
      made.removeConfig(TaskManagerOptions.TOTAL_PROCESS_MEMORY);
      here().forEach(made::setString);
      Files.write(
          conf().resolve(GlobalConfiguration.FLINK_CONF_FILENAME),
          ConfigurationUtils.convertConfigToWritableLines(made, true));
      Files.writeString(conf().resolve("zoo.cfg"), zooKeeper());
      return made;
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

  /** Where this cluster differs from the image: its addresses, its folders, its size. */
  private Map<String, String> here() {
    Map<String, String> yaml = new TreeMap<>();
    yaml.put("jobmanager.rpc.address", "127.0.0.1");
    yaml.put("jobmanager.bind-host", "127.0.0.1");
    yaml.put("taskmanager.host", "127.0.0.1");
    yaml.put("taskmanager.bind-host", "127.0.0.1");
    yaml.put("rest.address", "127.0.0.1");
    yaml.put("rest.bind-address", "127.0.0.1");
    yaml.put("rest.port", Integer.toString(restPort));
    yaml.put("rest.bind-port", Integer.toString(restPort));
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
    // Who asks for the state of a job, its last failure or its metrics learns what is, not what was
    // 3 or 10 seconds ago.
    yaml.put("web.refresh-interval", "500 ms");
    yaml.put("metrics.fetcher.update-interval", "1 s");
    yaml.put("restart-strategy.exponential-delay.initial-backoff", "500 ms");
    yaml.put("restart-strategy.exponential-delay.max-backoff", "5 s");
    yaml.put("taskmanager.numberOfTaskSlots", Integer.toString(options.slots()));
    // No TaskManager idles while another has everything: then losing any one of them means
    // something.
    yaml.put("taskmanager.load-balance.mode", "SLOTS");
    yaml.put("taskmanager.cpu.cores", "2");
    yaml.put("parallelism.default", "1");
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
    yaml.putAll(options.configuration());
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

  /** Stops every process; ZooKeeper last, since the others say goodbye to it. */
  @Override
  public synchronized void close() {
    closed = true;
    List<ChildProcess> all = new ArrayList<>(taskManagers);
    all.add(jobManager);
    all.forEach(ChildProcess::askToStop);
    all.forEach(ChildProcess::close);
    zooKeeper.close();
  }
}
