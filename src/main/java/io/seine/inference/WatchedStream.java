package io.seine.inference;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A stream from the network that does not wait for ever: where nothing comes for a while it is
 * closed beneath whoever reads it, who gets an error that says so. The client's own limit ends with
 * the headers of an answer.
 */
final class WatchedStream extends FilterInputStream {
  private final Duration patience;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread daemon = new Thread(task, "seine-download-watch");
            daemon.setDaemon(true);
            return daemon;
          });

  private volatile long readAt;
  private volatile boolean reading;
  private volatile boolean stalled;

  /**
   * @param in is closed with this
   * @param patience how long nothing may come
   */
  WatchedStream(InputStream in, Duration patience) {
    super(in);
    this.patience = patience;
    long every = Math.max(1, patience.toMillis() / 4);
    watch.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
  }

  private void look() {
    if (reading && System.nanoTime() - readAt > patience.toNanos()) {
      stalled = true;
      try {
        in.close();
      } catch (IOException e) {
        // Whoever reads sees that it is closed.
        return;
      }
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    readAt = System.nanoTime();
    reading = true;
    try {
      return super.read(buffer, offset, length);
    } catch (IOException e) {
      throw stalled
          ? new IOException("nothing more came for " + patience.toSeconds() + " s", e)
          : e;
    } finally {
      reading = false;
    }
  }

  @Override
  public void close() throws IOException {
    watch.shutdownNow();
    super.close();
  }
}
