package io.seine.search;

import java.time.InstantSource;
import java.util.Map;

/**
 * Opens writers that wait after a failure, as all do, but a twentieth of the time: for tests in
 * which half of all requests fail.
 */
public final class ImpatientWriter {
  private static final int FASTER = 20;
  private static final int CAPACITY = 256;

  private ImpatientWriter() {}

  /** A writer to an index that declares no metadata. */
  public static DocumentWriter open(SearchConnection connection) {
    return new DocumentWriter(
        connection,
        new MetadataTypes(Map.of()),
        retried -> {},
        DocumentWriter.limits(CAPACITY),
        InstantSource.system(),
        (millis, task) -> RetryTimer.SYSTEM.after(millis / FASTER, task));
  }
}
