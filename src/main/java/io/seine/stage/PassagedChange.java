package io.seine.stage;

import io.seine.message.DocumentChange;
import io.seine.message.SourceRecord;
import io.seine.message.Sourced;
import io.seine.text.Passage;
import java.util.List;
import java.util.Map;

/**
 * A change of a document with the passages of its text.
 *
 * @param heading what stands before each passage when it is embedded: the title, cut if it is long
 * @param passages at least one, but none when the change is a delete
 */
public record PassagedChange(DocumentChange change, String heading, List<Passage> passages)
    implements Sourced {
  @Override
  public SourceRecord source() {
    return change.source();
  }

  @Override
  public String subject() {
    return change.id();
  }

  @Override
  public Map<String, Object> facts() {
    return Map.of("passages", passages.size());
  }

  /** Where it came from, and nothing of its text: Flink writes inputs into its exceptions. */
  @Override
  public String toString() {
    return source().position();
  }
}
