package io.seine.cli;

import io.seine.cli.operations.JobJar;
import io.seine.cli.operations.JobWatch;
import io.seine.cli.operations.OperationException;
import io.seine.cli.options.ClusterOptions;
import io.seine.cli.options.FlinkOptions;
import io.seine.cli.options.KafkaListener;
import io.seine.cli.options.OptionLimits;
import io.seine.cli.options.SettingsOptions;
import io.seine.cli.terminal.Printable;
import io.seine.flink.FlinkRest;
import io.seine.flink.FlinkRest.FlinkJob;
import io.seine.job.PrepareIndex;
import io.seine.job.Settings;
import io.seine.job.SubmittedJob;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code seine submit}: starts a job on a Flink cluster, over its REST interface. */
@Command(
    name = "submit",
    description = "start index-documents or rank-queries on a Flink cluster, over REST")
final class SubmitCommand implements Callable<Integer> {
  private static final List<String> SECRET_WORDS =
      List.of("password", "secret", "token", "jaas", "credential", ".key");

  private static final String BOOTSTRAP = "kafka.bootstrap.servers";

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private FlinkOptions flinkOptions = new FlinkOptions();
  @Mixin private SettingsOptions settings = new SettingsOptions();

  @Parameters(paramLabel = "JOB", description = "index-documents or rank-queries")
  private String name = "";

  @Option(
      names = "--from-savepoint",
      paramLabel = "PATH",
      description = "the savepoint or checkpoint that the job goes on from, as the cluster sees it")
  private @Nullable String savepoint;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "how many subtasks the job has (default: as the cluster says)")
  private @Nullable Integer parallelism;

  @Option(names = "--jar", paramLabel = "FILE", description = "the job jar (default: as built)")
  private @Nullable Path jar;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "how long to wait until the job runs (default: ${DEFAULT-VALUE})")
  private int timeoutSeconds;

  @Option(
      names = "--unseen-kafka",
      description = "even when this machine finds no Kafka at the job's address")
  private boolean unseenKafka;

  @Option(names = "--alongside", description = "even when a job of this name runs already")
  private boolean alongside;

  @Override
  public Integer call() {
    OptionLimits.atLeast(spec, "--parallelism", parallelism, 1);
    OptionLimits.atLeast(spec, "--timeout", timeoutSeconds, 1);
    PrintWriter out = spec.commandLine().getOut();
    SubmittedJob job = job();
    Map<String, String> values = settings.toSend(job.name(), job.settings());
    JobJar jobJar = new JobJar(jar == null ? builtJar() : jar);
    FlinkRest flink = flinkOptions.open();
    refuseASecond(flink);
    lookForKafka(
        flink,
        values.getOrDefault(
            BOOTSTRAP, Settings.defaultOf(BOOTSTRAP, job.settings()).orElseThrow()));

    out.println("· Settings: " + settings.file(job.name()));
    values.forEach((key, value) -> out.println("    " + key + " = " + shown(key, value)));
    String jarId = jobJar.bringTo(flink, line -> out.println("· " + line));
    List<String> arguments = new ArrayList<>();
    values.forEach((key, value) -> arguments.addAll(List.of("--" + key, value)));
    String id =
        flink.run(
            jarId,
            job.mainClass().getName(),
            arguments,
            parallelism == null ? 0 : parallelism,
            savepoint);
    out.println("· Submitted " + job.name() + ": " + id);
    new JobWatch(
            flink,
            id,
            Duration.ofSeconds(timeoutSeconds),
            line -> out.println("· " + Printable.block(line)))
        .awaitRunning();
    out.println(
        savepoint == null
            ? job.name() + " runs."
            : job.name() + " runs, and goes on from " + savepoint + ".");
    return 0;
  }

  private SubmittedJob job() {
    if (name.equals(PrepareIndex.NAME)) {
      throw new ParameterException(
          spec.commandLine(),
          "prepare-index is no Flink job: it runs where you are, and ends. Run `seine prepare-index`, where OpenSearch can be reached.");
    }
    return SubmittedJob.named(name)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "There is no job '%s'; it is one of %s."
                        .formatted(
                            name,
                            String.join(
                                ", ",
                                SubmittedJob.ALL.stream().map(SubmittedJob::name).toList()))));
  }

  static Path builtJar() {
    return ClusterOptions.home().resolve(Path.of("target", "dist", "usrlib", "seine-jobs.jar"));
  }

  /** Two jobs of one name would do everything twice. */
  private void refuseASecond(FlinkRest flink) {
    if (alongside) {
      return;
    }
    Stream<FlinkJob> jobs = flink.jobs().stream();
    jobs.filter(job -> job.name().equals(name) && !job.isOver())
        .findFirst()
        .ifPresent(
            job -> {
              throw new OperationException(
                  """
                  %s is on the cluster already, %s: %s. A second one would do everything twice.
                  Stop it first: seine stop %s --flink %s --savepoint DIR. Or submit this one --alongside."""
                      .formatted(name, job.state(), job.id(), name, flink.url()));
            });
  }

  /**
   * Looks whether there is a Kafka at the job's address. The cluster may see one that this machine
   * doesn't; only where both mean this machine there is none for the cluster either.
   */
  private void lookForKafka(FlinkRest flink, String addresses) {
    IOException refusal = unseenKafka ? null : KafkaListener.refusal(addresses).orElse(null);
    if (refusal == null) {
      return;
    }
    String said =
        "There is no Kafka at %s as this machine sees it (%s)."
            .formatted(addresses, refusal.getMessage());
    if (KafkaListener.isHere(addresses)
        && KafkaListener.isLoopback(URI.create(flink.url()).getHost())) {
      throw new OperationException(
          said
              + " --set kafka.bootstrap.servers=HOST:PORT says where it is; --unseen-kafka submits the job all the same.");
    }
    spec.commandLine()
        .getErr()
        .println(said + " Where the cluster sees none either, the job can't run.");
  }

  private static String shown(String key, String value) {
    String lower = key.toLowerCase(Locale.ROOT);
    // A reference is no secret, and worth seeing; anything else under such a key may be one.
    boolean secret =
        SECRET_WORDS.stream().anyMatch(lower::contains)
            && !value.matches("\\$\\{(env|file):[^}]*\\}|");
    return secret ? "(not shown)" : value;
  }
}
