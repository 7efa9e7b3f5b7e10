package io.seine.cli.bench.measure;

import com.fasterxml.jackson.databind.JsonNode;
import io.seine.cli.terminal.Console;
import picocli.CommandLine.Option;

/** The option that says how a benchmark prints its report. */
public final class ReportOptions {
  @Option(names = "--json", description = "print the report as JSON")
  private boolean json;

  /** Prints a report as it was asked for. */
  public void print(JsonNode report, String text) {
    Console.out().println(json ? report.toString() : text.stripTrailing());
  }
}
