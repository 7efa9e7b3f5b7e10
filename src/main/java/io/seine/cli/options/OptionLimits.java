package io.seine.cli.options;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Refuses the numbers of a command line that nothing could be done with. */
public final class OptionLimits {
  private OptionLimits() {}

  /**
   * Refuses a number below a limit.
   *
   * @param value null where the option is not given
   * @throws ParameterException naming the option, the value, and what is allowed
   */
  public static void atLeast(
      CommandSpec command, String option, @Nullable Integer value, int least) {
    if (value != null && value < least) {
      throw new ParameterException(
          command.commandLine(), "%s is %d; it is at least %d.".formatted(option, value, least));
    }
  }

  /**
   * Refuses a number that is not above zero.
   *
   * @throws ParameterException naming the option, the value, and what is allowed
   */
  public static void positive(CommandSpec command, String option, double value) {
    if (!(value > 0)) {
      throw new ParameterException(
          command.commandLine(), "%s is %s; it is more than 0.".formatted(option, value));
    }
  }

  /**
   * Refuses a number below zero.
   *
   * @throws ParameterException naming the option, the value, and what is allowed
   */
  public static void notNegative(CommandSpec command, String option, double value) {
    if (!(value >= 0)) {
      throw new ParameterException(
          command.commandLine(), "%s is %s; it is at least 0.".formatted(option, value));
    }
  }

  /**
   * Refuses a number outside of a range.
   *
   * @param value null where the option is not given
   * @throws ParameterException naming the option, the value, and what is allowed
   */
  public static void within(
      CommandSpec command, String option, @Nullable Integer value, int least, int most) {
    if (value != null && (value < least || value > most)) {
      throw new ParameterException(
          command.commandLine(),
          "%s is %d; it is from %d to %d.".formatted(option, value, least, most));
    }
  }
}
