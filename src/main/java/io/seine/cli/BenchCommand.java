package io.seine.cli;

import picocli.CommandLine.Command;

/** {@code seine bench}: measures, on this machine and with its models. */
@Command(
    name = "bench",
    description =
        "measure inference beside other libraries, what the index finds, what reading less costs, and a whole Seine under load and in a replay",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BenchInference.class,
      BenchCost.class,
      BenchRecall.class,
      BenchPipeline.class,
      BenchRemembered.class,
      OverloadCommand.class,
      ReplayCommand.class
    })
final class BenchCommand {}
