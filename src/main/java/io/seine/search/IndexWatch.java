package io.seine.search;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What has to be known of an index before it is used, asked for in the background until OpenSearch
 * answers: so that a job that begins while OpenSearch is down can say so to those who ask it.
 */
public final class IndexWatch implements AutoCloseable {
  private static final Backoff BACKOFF = new Backoff(100, 2_000);

  private final Thread asking;
  private final CompletableFuture<Void> firstTry = new CompletableFuture<>();
  private volatile RuntimeException failure =
      new RetryableSearchException("OpenSearch was not asked for its index yet.", null);
  private volatile @Nullable IndexContents contents;

  /**
   * Begins to ask.
   *
   * @param check throws {@link FatalSearchException} when the index is not the right one
   */
  public IndexWatch(SearchConnection connection, Consumer<IndexAdmin> check) {
    asking = new Thread(() -> ask(new IndexAdmin(connection), check), "seine-index-watch");
    asking.setDaemon(true);
    asking.start();
  }

  private void ask(IndexAdmin index, Consumer<IndexAdmin> check) {
    OutageLog log =
        new OutageLog(
            LoggerFactory.getLogger(IndexWatch.class),
            "OpenSearch does not say what its index is",
            InstantSource.system());
    for (int tries = 1; ; tries++) {
      try {
        check.accept(index);
        contents = index.contents();
        log.over();
        return;
      } catch (RetryableSearchException e) {
        failure = e;
        log.failed(String.valueOf(e.getMessage()));
      } catch (FatalSearchException | CancellationException e) {
        failure = e;
        return;
      } catch (RuntimeException e) {
        // Something odd, such as a proxy says before OpenSearch is there: no reason to stop asking.
        failure = new RetryableSearchException(String.valueOf(e.getMessage()), e);
        log.failed(String.valueOf(e.getMessage()));
      } finally {
        firstTry.complete(null);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(BACKOFF.pauseMillis(tries, ThreadLocalRandom.current()));
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /**
   * Waits for the first answer, but not for long.
   *
   * @throws FatalSearchException when the index is not the right one
   */
  public void awaitFirstTry(Duration patience) throws InterruptedException {
    try {
      firstTry.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return;
    }
    if (failure instanceof FatalSearchException fatal) {
      throw fatal;
    }
  }

  /** The metadata that the index declares; empty while OpenSearch has not said. */
  public Optional<MetadataTypes> knownMetadata() {
    return Optional.ofNullable(contents).map(IndexContents::metadata);
  }

  /**
   * What the index holds.
   *
   * @throws RetryableSearchException while OpenSearch has not said
   * @throws FatalSearchException when the index is not the right one
   */
  public IndexContents contents() {
    IndexContents known = contents;
    if (known == null) {
      throw failure;
    }
    return known;
  }

  @Override
  public void close() {
    asking.interrupt();
  }
}
