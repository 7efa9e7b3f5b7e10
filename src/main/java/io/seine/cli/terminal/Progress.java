package io.seine.cli.terminal;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar with a rate; where there is no terminal, its lines are few. */
public final class Progress implements AutoCloseable {
  private static final int REFRESH_MILLIS = System.console() == null ? 5_000 : 200;

  private final ProgressBar bar;

  public Progress(String task, long total) {
    bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .setUpdateIntervalMillis(REFRESH_MILLIS)
            .setStyle(ProgressBarStyle.ASCII)
            .setMaxRenderedLength(100)
            .showSpeed()
            .build();
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
