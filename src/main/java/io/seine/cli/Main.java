package io.seine.cli;

import io.seine.access.KafkaFault;
import io.seine.access.SecretException;
import io.seine.cli.bench.BenchCommand;
import io.seine.cli.bench.measure.BenchException;
import io.seine.cli.client.NotIndexedException;
import io.seine.cli.client.PublishException;
import io.seine.cli.client.ResultsMissingException;
import io.seine.cli.deadletters.LettersException;
import io.seine.cli.input.InputException;
import io.seine.cli.operations.OperationException;
import io.seine.cli.options.NoKafkaException;
import io.seine.cli.terminal.Cleanup;
import io.seine.cli.terminal.Console;
import io.seine.cli.terminal.Printable;
import io.seine.cli.torture.TortureException;
import io.seine.flink.FlinkRestException;
import io.seine.inference.ModelException;
import io.seine.job.SettingsException;
import io.seine.local.ClusterException;
import io.seine.search.FatalSearchException;
import io.seine.search.RefusedRequestException;
import io.seine.search.RetryableSearchException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

/** The command {@code seine}. */
@Command(
    name = "seine",
    description = "Two-stage semantic search over live data on Kafka and Flink.",
    mixinStandardHelpOptions = true,
    version = "seine 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      PublishCommand.class,
      SearchCommand.class,
      EvalCommand.class,
      DeadLettersCommand.class,
      BenchCommand.class,
      TortureCommand.class,
      PrepareIndexCommand.class,
      SubmitCommand.class,
      StatusCommand.class,
      StopCommand.class,
      ReindexCommand.class,
      ModelsCommand.class
    })
final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    // What is printed has one form, whatever the machine's: figures are compared, and scripts read.
    Locale.setDefault(Locale.ROOT);
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    CommandLine seine = new CommandLine(new Main());
    offerHelp(seine);
    return seine
        .setOut(new PrintWriter(Console.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(Console.err(), true, StandardCharsets.UTF_8))
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              int failed = command.getCommandSpec().exitCodeOnExecutionException();
              if (Cleanup.processEnds()) {
                return failed;
              }
              // What people can mend is said in a sentence; anything else is a bug, and shows
              // where.
              if (e instanceof ClusterException
                  || e instanceof ModelException
                  || e instanceof SettingsException
                  || e instanceof SecretException
                  || e instanceof PublishException
                  || e instanceof NotIndexedException
                  || e instanceof ResultsMissingException
                  || e instanceof LettersException
                  || e instanceof TortureException
                  || e instanceof OperationException
                  || e instanceof FlinkRestException
                  || e instanceof BenchException
                  || e instanceof NoKafkaException
                  || e instanceof FatalSearchException
                  || e instanceof RetryableSearchException
                  || e instanceof RefusedRequestException
                  || e instanceof InputException) {
                command.getErr().println(Printable.block(String.valueOf(e.getMessage())));
              } else if (e instanceof FileSystemException file) {
                command.getErr().println(Printable.block(explain(file)));
              } else if (e instanceof KafkaException) {
                command.getErr().println(Printable.block(KafkaFault.explain(e)));
              } else {
                e.printStackTrace(command.getErr());
              }
              return failed;
            });
  }

  /** Java says of many of these no more than the name of the file. */
  private static String explain(FileSystemException e) {
    String why =
        e instanceof NoSuchFileException
            ? "there is no such file or folder"
            : e instanceof AccessDeniedException
                ? "it is not allowed"
                : Objects.requireNonNullElse(e.getReason(), e.getClass().getSimpleName());
    return "%s: %s.".formatted(e.getFile(), why);
  }

  /** Every command says with {@code --help} how it is called. */
  private static void offerHelp(CommandLine command) {
    for (CommandLine subcommand : Set.copyOf(command.getSubcommands().values())) {
      subcommand
          .getCommandSpec()
          .addOption(
              OptionSpec.builder("-h", "--help")
                  .usageHelp(true)
                  .description("Show this help message and exit.")
                  .build());
      offerHelp(subcommand);
    }
  }
}
