package io.seine.stage;

import io.seine.message.RankedResult;
import io.seine.message.SourceRecord;
import io.seine.message.Sourced;
import java.util.Map;

/** A query with its answer: ready to leave. */
public record AnsweredQuery(SourceRecord source, RankedResult result) implements Sourced {
  @Override
  public String subject() {
    return result.queryId();
  }

  @Override
  public Map<String, Object> facts() {
    return Map.of(
        "status", result.status().code(),
        "candidates", result.candidates(),
        "reranked", result.reranked());
  }
}
