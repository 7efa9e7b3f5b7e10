package io.seine.stage;

import io.seine.message.Condition;
import io.seine.message.DeadLetter;
import io.seine.message.ErrorCode;
import io.seine.message.InvalidRecordException;
import io.seine.message.Query;
import io.seine.message.QueryDecoder;
import io.seine.message.SourceRecord;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Reads a record of the queries topic, and refuses what must not cost anything: bad records, late
 * queries.
 */
public final class DecodeQuery implements Stage<SourceRecord, PendingQuery> {
  private static final String NAME = "decode-queries";

  /**
   * What an answer takes to leave once it is made, in milliseconds, while every core is busy; so
   * much before its deadline it is made, but never more than a tenth of what is left.
   */
  private static final long LEAVING_MILLIS = 25;

  private static final int LEAVING_PART = 10;

  /** Checks a filter against the metadata that the index declares. */
  @FunctionalInterface
  public interface FilterCheck {
    void check(List<Condition> filter) throws InvalidRecordException;
  }

  private final QueryDecoder decoder;
  private final FilterCheck filters;
  private final InstantSource clock;

  public DecodeQuery(QueryDecoder decoder, FilterCheck filters, InstantSource clock) {
    this.decoder = decoder;
    this.filters = filters;
    this.clock = clock;
  }

  @Override
  public CompletionStage<Outcome<PendingQuery>> apply(SourceRecord record) {
    return CompletableFuture.completedFuture(decode(record));
  }

  private Outcome<PendingQuery> decode(SourceRecord record) {
    long now = clock.millis();
    try {
      Query query = decoder.decode(record, now);
      filters.check(query.filter());
      if (query.deadlineMillis() <= now) {
        return Outcome.rejected(
            new DeadLetter(
                record,
                ErrorCode.DEADLINE_PASSED,
                "The deadline passed %d ms before the query was read from its topic."
                    .formatted(now - query.deadlineMillis()),
                NAME,
                query.id()));
      }
      long leaving = Math.min(LEAVING_MILLIS, (query.deadlineMillis() - now) / LEAVING_PART);
      return Outcome.output(
          new PendingQuery(record, query.by(query.deadlineMillis() - leaving), now));
    } catch (InvalidRecordException e) {
      return Outcome.rejected(new DeadLetter(record, e.code(), e.getMessage(), NAME, null));
    }
  }
}
