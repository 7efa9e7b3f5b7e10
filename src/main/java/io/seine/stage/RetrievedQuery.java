package io.seine.stage;

import io.seine.message.SourceRecord;
import io.seine.message.Sourced;
import io.seine.search.Candidate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A query with its candidates, in the fused order of the retrieval.
 *
 * @param degradation what went wrong so far, for the result's reason; null when nothing did
 * @param embedMillis how long embedding took; likewise the next
 */
public record RetrievedQuery(
    PendingQuery pending,
    List<Candidate> candidates,
    @Nullable String degradation,
    double embedMillis,
    double retrieveMillis)
    implements Sourced {
  @Override
  public SourceRecord source() {
    return pending.source();
  }

  @Override
  public String subject() {
    return pending.subject();
  }

  @Override
  public Map<String, Object> facts() {
    return Map.of("candidates", candidates.size());
  }

  /** Where it came from, and nothing of its text: Flink writes inputs into its exceptions. */
  @Override
  public String toString() {
    return source().position();
  }
}
