package io.seine.stage;

import io.seine.message.Query;
import io.seine.message.SourceRecord;
import io.seine.message.Sourced;

/**
 * A query that waits for its answer.
 *
 * @param decodedAtMillis when the job took it up, in milliseconds since the epoch
 */
public record PendingQuery(SourceRecord source, Query query, long decodedAtMillis)
    implements Sourced {

  @Override
  public String subject() {
    return query.id();
  }

  /** How long it lay in the topic, in milliseconds. */
  double queuedMillis() {
    return Math.max(0, decodedAtMillis - source.timestamp());
  }

  /** Where it came from, and nothing of its text: Flink writes inputs into its exceptions. */
  @Override
  public String toString() {
    return source().position();
  }
}
