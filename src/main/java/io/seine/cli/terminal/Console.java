package io.seine.cli.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;

/** Where the command writes: in UTF-8, whatever the locale says. */
public final class Console {
  private static final PrintStream OUT =
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
  private static final PrintStream ERR =
      new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8);

  private Console() {}

  public static PrintStream out() {
    return OUT;
  }

  public static PrintStream err() {
    return ERR;
  }
}
