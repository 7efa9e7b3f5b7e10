package io.seine.cli;

import io.seine.cli.terminal.Printable;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What a command says when it cannot make sense of its arguments: what is wrong with them in a
 * sentence, and where to read on. The whole usage would push the sentence off the screen.
 */
final class UsageErrorHandler implements IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(Printable.block(sentence(e)));
    boolean guessed = UnmatchedArgumentException.printSuggestions(e, err);
    if (!guessed && lacksSubcommand(command, e)) {
      // There it is the list of the subcommands that was looked for.
      command.usage(err);
    } else {
      err.println("See ./%s --help".formatted(command.getCommandSpec().qualifiedName()));
    }
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  /** The message, without picocli's slips: a word that it writes twice, and positions from 0. */
  private static String sentence(ParameterException e) {
    return String.valueOf(e.getMessage())
        .replace("option option '", "option '")
        .replaceFirst("^Unmatched argument at index \\d+: ", "One argument too many: ")
        .replaceFirst("^Unmatched arguments from index \\d+: ", "Arguments too many: ");
  }

  private static boolean lacksSubcommand(CommandLine command, ParameterException e) {
    return !command.getSubcommands().isEmpty() && !(e instanceof UnmatchedArgumentException);
  }
}
