package io.seine.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** The command, run in the test's own process. */
public final class SeineCommand {
  private SeineCommand() {}

  /**
   * What a command did.
   *
   * @param status that the process would end with
   */
  public record Ran(int status, String output, String errors) {}

  public static Ran run(String... arguments) {
    StringWriter output = new StringWriter();
    StringWriter errors = new StringWriter();
    int status =
        Main.commandLine()
            .setOut(new PrintWriter(output, true))
            .setErr(new PrintWriter(errors, true))
            .execute(arguments);
    return new Ran(status, output.toString(), errors.toString());
  }
}
