package io.seine.cli.models;

import io.seine.cli.input.InputException;
import io.seine.inference.BiEncoder;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How good the answers of a model to judged queries are, beside another of its kind. */
public final class QualityTrial {
  private final JudgedSample sample;
  private final @Nullable Path candidates;
  private final Supplier<BiEncoder> retriever;

  /**
   * @param candidates the file of what cross-encoders read; null where it is to be found first
   * @param retriever finds it then
   */
  public QualityTrial(
      JudgedSample sample, @Nullable Path candidates, Supplier<BiEncoder> retriever) {
    this.sample = sample;
    this.candidates = candidates;
    this.retriever = retriever;
  }

  /**
   * Has both answer.
   *
   * @param present what the added one is compared with, of its kind; null for nothing
   * @param speed of the added model as a multiple of the other's
   * @throws InputException when there are candidates and the model finds its own
   */
  public QualityReport run(OpenedModel added, @Nullable OpenedModel present, double speed) {
    if (added instanceof OpenedModel.Bi bi) {
      if (candidates != null) {
        throw new InputException(
            "--candidates is what cross-encoders read; %s is a bi-encoder, and finds its own."
                .formatted(bi.model().id()));
      }
      BiEncoderTrial trial = new BiEncoderTrial(sample);
      return new QualityReport(
          trial.description(),
          trial.of(bi.model()),
          present instanceof OpenedModel.Bi other ? trial.of(other.model()) : null,
          speed);
    }
    CrossEncoderTrial trial =
        candidates == null
            ? CrossEncoderTrial.ofNearest(sample, retriever.get())
            : CrossEncoderTrial.ofFile(sample, candidates);
    return new QualityReport(
        trial.description(),
        trial.of(((OpenedModel.Cross) added).model()),
        present instanceof OpenedModel.Cross other ? trial.of(other.model()) : null,
        speed);
  }
}
