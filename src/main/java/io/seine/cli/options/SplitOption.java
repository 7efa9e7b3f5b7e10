package io.seine.cli.options;

import picocli.CommandLine.Option;

/** The option of the commands that judge by a folder of judged queries. */
public final class SplitOption {
  @Option(
      names = "--split",
      paramLabel = "NAME",
      description = "which judgements of a BEIR folder (default: ${DEFAULT-VALUE})")
  private String split = "test";

  /** The name of the judgements. */
  public String name() {
    return split;
  }
}
