package io.seine.cli.terminal;

import java.io.PrintStream;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;

/**
 * Where progress is shown once it has taken a while: over and over in one line, or line by line.
 */
final class PatientConsole extends ConsoleProgressBarConsumer {
  private final PrintStream out;
  private final boolean terminal;
  private final long showFrom;
  private boolean shown;

  /**
   * Begins to wait.
   *
   * @param width of a line, in characters
   * @param terminal whether a line can be written over
   * @param patience how long nothing is shown
   */
  PatientConsole(PrintStream out, int width, boolean terminal, Duration patience) {
    super(out, width);
    this.out = out;
    this.terminal = terminal;
    this.showFrom = System.nanoTime() + patience.toNanos();
  }

  @Override
  public void accept(String progress) {
    if (!shown && System.nanoTime() - showFrom < 0) {
      return;
    }
    shown = true;
    if (terminal) {
      super.accept(progress);
    } else {
      out.println(progress);
    }
  }

  @Override
  public void close() {
    if (shown && terminal) {
      super.close();
    }
  }
}
