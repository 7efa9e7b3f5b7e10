package io.seine.cli.models;

import io.seine.cli.input.InputException;
import io.seine.inference.BiEncoder;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How good the answers of a model to judged queries are, beside another of its kind. */
public final class QualityTrial {
  private final OpenedModel added;
  private final JudgedSample sample;
  private final Supplier<CrossEncoderTrial> reading;

  /**
   * @param added the model
   * @param candidates the file of what cross-encoders read; null where it is to be found first
   * @param retriever finds it then
   * @throws InputException when the candidates can't be read, hold none of the queries, or are
   *     given to a model that finds its own
   */
  public QualityTrial(
      OpenedModel added,
      JudgedSample sample,
      @Nullable Path candidates,
      Supplier<BiEncoder> retriever) {
    if (candidates == null) {
      reading = () -> CrossEncoderTrial.ofNearest(sample, retriever.get());
    } else if (added instanceof OpenedModel.Bi bi) {
      throw new InputException(
          "--candidates is what cross-encoders read; %s is a bi-encoder, and finds its own."
              .formatted(bi.model().id()));
    } else {
      CrossEncoderTrial trial = CrossEncoderTrial.ofFile(sample, candidates);
      reading = () -> trial;
    }
    this.added = added;
    this.sample = sample;
  }

  /**
   * Has both answer.
   *
   * @param present what the added one is compared with, of its kind; null for nothing
   * @param speeds of the added model as multiples of the other's, by what they read
   */
  public QualityReport run(@Nullable OpenedModel present, Map<String, Double> speeds) {
    if (added instanceof OpenedModel.Bi bi) {
      BiEncoderTrial trial = new BiEncoderTrial(sample);
      return new QualityReport(
          trial.description(),
          trial.of(bi.model()),
          present instanceof OpenedModel.Bi other ? trial.of(other.model()) : null,
          speeds);
    }
    CrossEncoderTrial trial = reading.get();
    return new QualityReport(
        trial.description(),
        trial.of(((OpenedModel.Cross) added).model()),
        present instanceof OpenedModel.Cross other ? trial.of(other.model()) : null,
        speeds);
  }
}
