package io.seine.cli.bench;

import io.seine.cli.bench.cost.BenchCost;
import io.seine.cli.bench.inference.BenchInference;
import io.seine.cli.bench.overload.BenchOverload;
import io.seine.cli.bench.pipeline.BenchPipeline;
import io.seine.cli.bench.recall.BenchRecall;
import io.seine.cli.bench.remembered.BenchRemembered;
import io.seine.cli.bench.replay.BenchReplay;
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
      BenchOverload.class,
      BenchReplay.class
    })
public final class BenchCommand {}
