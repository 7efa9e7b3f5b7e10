package io.seine.cli.models;

import io.seine.cli.bench.inference.ModelContender;
import io.seine.inference.BiEncoder;
import io.seine.inference.CrossEncoder;
import io.seine.inference.InferenceRuntime;
import io.seine.inference.ModelException;
import io.seine.inference.ModelSettings;

/** A model opened as what it is. Whoever gave the lease closes it. */
public sealed interface OpenedModel {

  /** A model that reads a query and a passage together. */
  record Cross(CrossEncoder model) implements OpenedModel {
    @Override
    public String hash() {
      return model.hash();
    }

    @Override
    public ModelContender contender() {
      return ModelContender.of(model);
    }
  }

  /** A model that makes vectors. */
  record Bi(BiEncoder model) implements OpenedModel {
    @Override
    public String hash() {
      return model.hash();
    }

    @Override
    public ModelContender contender() {
      return ModelContender.of(model);
    }
  }

  /** Says which model this is, whatever its name and place. */
  String hash();

  /** The model as one whose speed is measured. */
  ModelContender contender();

  /**
   * Opens a model; what it is not is seen when it is opened.
   *
   * @throws ModelException when it is of neither kind
   */
  static OpenedModel open(InferenceRuntime.Lease lease, String reference, ModelSettings settings) {
    ModelException noCrossEncoder;
    try {
      return new Cross(lease.crossEncoder(reference, settings));
    } catch (ModelException e) {
      noCrossEncoder = e;
    }
    try {
      return new Bi(lease.biEncoder(reference, settings));
    } catch (ModelException e) {
      throw new ModelException(
          "The model is of neither kind.%nAs a cross-encoder: %s%nAs a bi-encoder: %s"
              .formatted(noCrossEncoder.getMessage(), e.getMessage()),
          e);
    }
  }
}
