package io.seine.cli;

import io.seine.cli.bench.BenchCommand;
import io.seine.cli.terminal.Console;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
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
        .setParameterExceptionHandler(new UsageErrorHandler())
        .setExecutionExceptionHandler(new FailureHandler());
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
