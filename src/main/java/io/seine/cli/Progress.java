package io.seine.cli;

import io.seine.cli.models.WorkProgress;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar with a rate; where there is no terminal, its lines are few. */
final class Progress implements WorkProgress.Bar {
  private static final int REFRESH_MILLIS = System.console() == null ? 5_000 : 200;

  private final ProgressBar bar;

  Progress(String task, long total) {
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

  void step() {
    bar.step();
  }

  @Override
  public void stepTo(long done) {
    bar.stepTo(done);
  }

  @Override
  public void close() {
    bar.close();
  }
}
