package io.seine.stage;

import io.seine.message.DocumentChange;
import io.seine.message.SourceRecord;
import io.seine.message.Sourced;
import io.seine.text.Passage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A change of a document with its vectors.
 *
 * @param vector of the whole document: its first tokens, as many as the bi-encoder takes; empty
 *     when the change is a delete, or stale
 * @param passageVectors one for each passage, in their order
 * @param vectorKeys what each vector was made of: the passages', then the whole's, if it is another
 *     text than its only passage; none in what a version wrote that had no keys
 * @param stale whether the index was seen to hold a later version: there is nothing to write
 * @param model that made the vectors, and whose index was looked into; null in what a version wrote
 *     that did not say
 */
public record EmbeddedChange(
    DocumentChange change,
    List<Passage> passages,
    float[] vector,
    List<float[]> passageVectors,
    List<String> vectorKeys,
    boolean stale,
    @Nullable String model)
    implements Sourced {
  public EmbeddedChange(
      DocumentChange change,
      List<Passage> passages,
      float[] vector,
      List<float[]> passageVectors,
      @Nullable List<String> vectorKeys,
      boolean stale,
      @Nullable String model) {
    this.change = change;
    this.passages = passages;
    this.vector = vector;
    this.passageVectors = passageVectors;
    this.vectorKeys = Objects.requireNonNullElse(vectorKeys, List.of());
    this.stale = stale;
    this.model = model;
  }

  static EmbeddedChange withoutVectors(
      DocumentChange change, boolean stale, @Nullable String model) {
    return new EmbeddedChange(change, List.of(), new float[0], List.of(), List.of(), stale, model);
  }

  /** Whether its vectors may stand beside those of this model. */
  public boolean fits(String model) {
    return this.model == null || this.model.equals(model);
  }

  /** Every vector by its key, each once. */
  Map<String, float[]> vectorsByKey() {
    Map<String, float[]> vectors = new LinkedHashMap<>();
    for (int i = 0; i < vectorKeys.size(); i++) {
      vectors.put(vectorKeys.get(i), i < passageVectors.size() ? passageVectors.get(i) : vector);
    }
    return vectors;
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
