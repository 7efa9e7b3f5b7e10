package io.seine.cli;

import picocli.CommandLine.Command;

/** {@code seine bench}: measures, on this machine and with its models. */
@Command(
    name = "bench",
    description =
        "measure inference beside other libraries, what reading less costs, and a whole Seine under load",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {BenchInference.class, BenchCost.class, OverloadCommand.class})
final class BenchCommand {}
