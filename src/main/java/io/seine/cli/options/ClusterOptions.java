package io.seine.cli.options;

import io.seine.local.LocalCluster;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of the commands that start a cluster. */
public final class ClusterOptions {
  /** Both jobs with a subtask each, and as much again for another job. */
  private static final int SLOTS = 4;

  private static final int LAST_PORT = 65_535;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--kafka-port",
      defaultValue = "9092",
      description = "0: any free one (default: ${DEFAULT-VALUE})")
  private int kafkaPort;

  @Option(
      names = "--opensearch-port",
      defaultValue = "9200",
      description = "0: any free one (default: ${DEFAULT-VALUE})")
  private int openSearchPort;

  @Option(
      names = "--flink-port",
      defaultValue = "8081",
      description = "0: any free one (default: ${DEFAULT-VALUE})")
  private int flinkPort;

  @Option(
      names = "--metrics-port",
      description =
          "serve Flink's metrics for Prometheus there, on every interface; 0: any free one")
  private @Nullable Integer metricsPort;

  /**
   * A cluster with its data in a folder.
   *
   * @throws picocli.CommandLine.ParameterException when a port is none
   */
  public LocalCluster.Options in(Path folder) {
    OptionLimits.within(command, "--kafka-port", kafkaPort, 0, LAST_PORT);
    OptionLimits.within(command, "--opensearch-port", openSearchPort, 0, LAST_PORT);
    OptionLimits.within(command, "--flink-port", flinkPort, 0, LAST_PORT);
    OptionLimits.within(command, "--metrics-port", metricsPort, 0, LAST_PORT);
    return new LocalCluster.Options(
        folder, kafkaPort, openSearchPort, flinkPort, metricsPort, SLOTS);
  }

  /** The folder of the project: where the command was built, and where jobs/ is. */
  public static Path home() {
    return Path.of(System.getProperty("seine.home", "")).toAbsolutePath();
  }
}
