package io.seine.cli.options;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option of the commands that measure sides in turn, so that all meet the same machine. */
public final class RoundsOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "how often each side has its turn (default: ${DEFAULT-VALUE})")
  private int rounds;

  /**
   * @param usual where the command line does not say it
   */
  public RoundsOption(int usual) {
    this.rounds = usual;
  }

  /**
   * How often each side has its turn, at least once.
   *
   * @throws picocli.CommandLine.ParameterException when something else is asked for
   */
  public int rounds() {
    OptionLimits.atLeast(command, "--rounds", rounds, 1);
    return rounds;
  }
}
