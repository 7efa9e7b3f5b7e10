package io.seine.inference;

import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The fetching of a model told in a few lines: one at the beginning, one every 20 MB. */
public final class FetchLines implements FetchProgress {
  private static final long BYTES_PER_LINE = 20_000_000;

  private final Consumer<String> lines;
  private @Nullable String label;
  private long nextAt;

  public FetchLines(Consumer<String> lines) {
    this.lines = lines;
  }

  @Override
  public void update(String label, long done, long total) {
    if (!label.equals(this.label)) {
      this.label = label;
      nextAt = BYTES_PER_LINE;
      lines.accept("Fetching " + label);
    }
    if (done >= nextAt) {
      nextAt = (done / BYTES_PER_LINE + 1) * BYTES_PER_LINE;
      lines.accept(
          "Fetching %s: %s%s MB"
              .formatted(label, megabytes(done), total < 0 ? "" : " of " + megabytes(total)));
    }
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%d", bytes / 1_000_000);
  }
}
