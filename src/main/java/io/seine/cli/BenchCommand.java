package io.seine.cli;

import picocli.CommandLine.Command;

/** {@code seine bench}: measurements of a running Seine. */
@Command(
    name = "bench",
    description = "measure a Seine under load",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = OverloadCommand.class)
final class BenchCommand {}
