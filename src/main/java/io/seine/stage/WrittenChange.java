package io.seine.stage;

import io.seine.message.SourceRecord;
import io.seine.message.Sourced;
import java.util.Map;

/**
 * A change that the index holds, or had no use for.
 *
 * @param stale whether the index held a later version already
 */
public record WrittenChange(SourceRecord source, String id, long version, boolean stale)
    implements Sourced {
  @Override
  public String subject() {
    return id;
  }

  @Override
  public Map<String, Object> facts() {
    return Map.of("version", version, "stale", stale);
  }
}
