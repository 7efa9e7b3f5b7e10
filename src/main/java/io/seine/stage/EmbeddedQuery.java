package io.seine.stage;

import io.seine.message.SourceRecord;
import io.seine.message.Sourced;
import org.jspecify.annotations.Nullable;

/**
 * A query with its vector.
 *
 * @param vector null when the bi-encoder failed or is not needed
 * @param model that made the vector; null when there is none, or an older version of Seine wrote
 *     this
 * @param degradation what went wrong so far, for the result's reason; null when nothing did
 * @param embedMillis how long embedding took, its wait for a core included
 */
public record EmbeddedQuery(
    PendingQuery pending,
    float @Nullable [] vector,
    @Nullable String model,
    @Nullable String degradation,
    double embedMillis)
    implements Sourced {
  /** Whether its vector may be compared with those of this model. */
  public boolean fits(String model) {
    return this.model == null || this.model.equals(model);
  }

  @Override
  public SourceRecord source() {
    return pending.source();
  }

  @Override
  public String subject() {
    return pending.subject();
  }

  /** Where it came from, and nothing of its text: Flink writes inputs into its exceptions. */
  @Override
  public String toString() {
    return source().position();
  }
}
