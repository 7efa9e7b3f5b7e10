package io.seine.cli.options;

import io.seine.flink.FlinkRest;
import picocli.CommandLine.Option;

/** The options of the commands that speak to a Flink cluster. */
public final class FlinkOptions {
  @Option(
      names = "--flink",
      paramLabel = "URL",
      defaultValue = "http://localhost:8081",
      description = "the address of Flink's web page (default: ${DEFAULT-VALUE})")
  private String url = "http://localhost:8081";

  public FlinkRest open() {
    return new FlinkRest(url);
  }
}
