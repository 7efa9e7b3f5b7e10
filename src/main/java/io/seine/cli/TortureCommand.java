package io.seine.cli;

import io.seine.cli.terminal.Cleanup;
import io.seine.cli.terminal.Console;
import io.seine.cli.terminal.TemporaryFolder;
import io.seine.cli.torture.Report;
import io.seine.cli.torture.Torture;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code seine torture}: faults of all kinds strike a whole Seine, and nothing may be lost. */
@Command(
    name = "torture",
    description =
        "strike a whole Seine on this machine with faults while documents and queries come, and see that nothing is lost")
final class TortureCommand implements Callable<Integer> {
  private static final double LONGEST_MINUTES = 24 * 60;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--minutes",
      defaultValue = "6",
      description =
          "for how long faults strike; 5 and more see each kind (default: ${DEFAULT-VALUE})")
  private double minutes;

  @Option(
      names = "--seed",
      description = "which faults and records come when (default: any, and it is printed)")
  private @Nullable Long seed;

  @Option(
      names = "--dir",
      description =
          "an empty folder for all data and logs, which stay there (default: one that is deleted when all is well)")
  private @Nullable Path dir;

  @Override
  public Integer call() throws Exception {
    if (!(minutes > 0 && minutes <= LONGEST_MINUTES)) {
      throw new ParameterException(
          spec.commandLine(),
          "--minutes is %s; it is more than 0 and at most %.0f."
              .formatted(minutes, LONGEST_MINUTES));
    }
    PrintStream out = Console.out();
    Path folder = dir == null ? Files.createTempDirectory("seine-torture-") : dir;
    long chosen = seed == null ? new Random().nextInt(1_000_000) : seed;
    out.println("· Seed %d; data and logs are in %s".formatted(chosen, folder));
    AtomicBoolean keep = new AtomicBoolean(dir != null);
    Cleanup cleanup = Cleanup.atTheEndOfTheProcess();
    cleanup.add(
        () -> {
          if (!keep.get()) {
            TemporaryFolder.delete(folder);
          }
        });
    Torture torture =
        new Torture(
            folder,
            Duration.ofMillis(Math.round(minutes * 60_000)),
            chosen,
            line -> out.println("· " + line));
    cleanup.add(torture::close);
    try {
      Report report = torture.run();
      out.println();
      out.println(report.text());
      if (!report.isClean()) {
        keep.set(true);
      }
      return report.isClean() ? 0 : 1;
    } catch (Exception e) {
      if (!Cleanup.processEnds()) {
        keep.set(true);
        Console.err()
            .println("There is no verdict. The logs of all processes are in " + folder + ".");
      }
      throw e;
    } finally {
      cleanup.run();
    }
  }
}
