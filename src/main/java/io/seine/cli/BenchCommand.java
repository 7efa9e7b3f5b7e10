package io.seine.cli;

import picocli.CommandLine.Command;

/** {@code seine bench}: measures, always as ratios between contenders of one run. */
@Command(
    name = "bench",
    description = "measure speed, against a ceiling and other libraries",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = BenchInference.class)
final class BenchCommand {}
