package io.seine.cli.terminal;

import java.time.Duration;
import me.tongfei.progressbar.ProgressBarRenderer;
import me.tongfei.progressbar.ProgressState;

/** Progress in words, without a bar: how much is done, of how much where that is known. */
final class CountRenderer implements ProgressBarRenderer {
  private static final double MILLIS = Duration.ofSeconds(1).toMillis();

  @Override
  public String render(ProgressState progress, int maxLength) {
    long done = progress.getCurrent();
    double seconds = Math.max(1, progress.getElapsedAfterStart().toMillis()) / MILLIS;
    return "%s: %,d%s, %,.0f a second"
        .formatted(
            progress.getTaskName(),
            done,
            progress.isIndefinite() ? "" : " of %,d".formatted(progress.getMax()),
            done / seconds);
  }
}
