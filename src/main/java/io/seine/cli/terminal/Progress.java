package io.seine.cli.terminal;

import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * How far a long task is, with its rate: a bar in a terminal, and a line now and then where
 * standard error is none. A task that is soon done shows nothing.
 */
public final class Progress implements AutoCloseable {
  /** The total of a task of which nobody knows how long it is. */
  public static final long UNKNOWN = -1;

  /** Whether standard error is a terminal, which the script {@code seine} can tell. */
  private static final boolean TERMINAL = Boolean.getBoolean("seine.terminal");

  private static final int BAR_MILLIS = 200;
  private static final int LINE_MILLIS = 10_000;
  private static final int WIDTH = 100;

  private final ProgressBar bar;

  /**
   * Begins.
   *
   * @param total how many steps the task has, or {@link #UNKNOWN}
   */
  public Progress(String task, long total) {
    this(
        task,
        total,
        TERMINAL,
        new PatientConsole(
            Console.err(),
            WIDTH,
            TERMINAL,
            Duration.ofMillis(TERMINAL ? 5 * BAR_MILLIS : LINE_MILLIS / 2)));
  }

  /** For tests, which have a console of their own. */
  Progress(String task, long total, boolean terminal, PatientConsole console) {
    ProgressBarBuilder builder =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .setUpdateIntervalMillis(terminal ? BAR_MILLIS : LINE_MILLIS)
            .setStyle(ProgressBarStyle.ASCII)
            .setConsumer(console)
            .showSpeed();
    if (!terminal || total == UNKNOWN) {
      builder.setRenderer(new CountRenderer());
    }
    bar = builder.build();
  }

  public void step() {
    bar.step();
  }

  public void stepTo(long done) {
    bar.stepTo(done);
  }

  @Override
  public void close() {
    bar.close();
  }
}
