package io.seine.cli;

import io.seine.cli.operations.JobWatch;
import io.seine.cli.operations.OperationException;
import io.seine.cli.operations.Resumption;
import io.seine.cli.options.FlinkOptions;
import io.seine.cli.terminal.Printable;
import io.seine.flink.FlinkRest;
import io.seine.flink.FlinkRest.Checkpoint;
import io.seine.flink.FlinkRest.Failure;
import io.seine.flink.FlinkRest.FlinkJob;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code seine stop}: stops a job of a Flink cluster so that it can go on. */
@Command(
    name = "stop",
    description = "stop a job of a Flink cluster with a savepoint that it can go on from")
final class StopCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private FlinkOptions flinkOptions = new FlinkOptions();

  @Parameters(paramLabel = "JOB", description = "its name or id")
  private String name = "";

  @Option(
      names = "--savepoint",
      paramLabel = "DIR",
      description =
          "where the savepoint is written, as the cluster sees it: an absolute path or a URI (default: the cluster's own setting)")
  private @Nullable String directory;

  @Option(
      names = "--drain",
      description = "first process all that was read; the job cannot go on from this savepoint")
  private boolean drain;

  @Option(names = "--cancel", description = "end the job at once, without a savepoint")
  private boolean cancel;

  @Override
  public Integer call() {
    requireSense();
    FlinkRest flink = flinkOptions.open();
    FlinkJob job = flink.job(name);
    if (job.isOver()) {
      throw new OperationException(
          "%s does not run: %s is %s.".formatted(job.name(), job.id(), job.state()));
    }
    if (cancel) {
      cancel(flink, job);
    } else {
      stop(flink, job);
    }
    return 0;
  }

  private void requireSense() {
    if (cancel && (drain || directory != null)) {
      throw new ParameterException(
          spec.commandLine(), "--cancel takes no savepoint: leave out --savepoint and --drain.");
    }
    if (directory != null && !directory.startsWith("/") && !isUri(directory)) {
      throw new ParameterException(
          spec.commandLine(),
          "--savepoint is '%s'; it has to be an absolute path or a URI such as s3://bucket/folder, as the cluster sees it."
              .formatted(directory));
    }
  }

  private static boolean isUri(String text) {
    try {
      return URI.create(text).isAbsolute();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void stop(FlinkRest flink, FlinkJob job) {
    if (!job.isRunning()) {
      throw new OperationException(notRunning(flink, job));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (drain) {
      flink.drain(job.id(), directory);
      awaitOver(flink, job);
      out.println(
          "Stopped %s, with all that it had read processed.".formatted(Printable.line(job.name())));
      return;
    }
    Resumption resumption = Resumption.of(flink, job);
    String savepoint = flink.stop(job.id(), directory);
    awaitOver(flink, job);
    out.println("Stopped %s. Its savepoint is %s".formatted(Printable.line(job.name()), savepoint));
    out.println("To go on from it:");
    resumption.from(savepoint).forEach(out::println);
  }

  private void cancel(FlinkRest flink, FlinkJob job) {
    Checkpoint latest = flink.checkpoints(job.id()).latest();
    Resumption resumption = Resumption.of(flink, job);
    flink.cancel(job.id());
    awaitOver(flink, job);
    PrintWriter out = spec.commandLine().getOut();
    out.println("Canceled %s.".formatted(Printable.line(job.name())));
    if (latest != null) {
      out.println(
          "To go on from its last checkpoint, where the cluster retains those of canceled jobs:");
      resumption.from(latest.path()).forEach(out::println);
    }
  }

  private static void awaitOver(FlinkRest flink, FlinkJob job) {
    new JobWatch(flink, job.id(), PATIENCE, line -> {}).awaitOver();
  }

  private static String notRunning(FlinkRest flink, FlinkJob job) {
    StringBuilder text = new StringBuilder();
    text.append(
        "%s is %s, with %d of %d tasks running: no savepoint can be taken now."
            .formatted(job.name(), job.state(), job.runningTasks(), job.tasks()));
    Failure failure = flink.lastFailure(job.id());
    if (failure != null) {
      text.append(" It failed last with: ").append(failure.why());
    }
    Checkpoint latest = flink.checkpoints(job.id()).latest();
    text.append("%nWait until it runs, or end it: seine stop %s --cancel".formatted(job.id()));
    if (latest != null) {
      text.append("%nIt can go on from its last checkpoint, %s".formatted(latest.path()));
    }
    return text.toString();
  }
}
