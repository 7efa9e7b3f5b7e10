package io.seine.stage;

import io.seine.message.DocumentChange;
import io.seine.message.SourceRecord;
import io.seine.message.Sourced;
import io.seine.text.Passage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A change of a document with its vectors.
 *
 * @param vector of the whole document: its first tokens, as many as the bi-encoder takes; empty
 *     when the change is a delete
 * @param passageVectors one for each passage, in their order
 * @param model that made the vectors; null when there are none, or an older version of Seine wrote
 *     this
 */
public record EmbeddedChange(
    DocumentChange change,
    List<Passage> passages,
    float[] vector,
    List<float[]> passageVectors,
    @Nullable String model)
    implements Sourced {
  /** Whether its vectors may stand beside those of this model. */
  public boolean fits(String model) {
    return this.model == null || this.model.equals(model);
  }

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
