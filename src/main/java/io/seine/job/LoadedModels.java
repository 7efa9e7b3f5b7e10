package io.seine.job;

import io.seine.inference.BiEncoder;
import io.seine.inference.CrossEncoder;
import io.seine.inference.InferenceRuntime;
import io.seine.inference.InferenceStatistics;
import io.seine.inference.Lane;
import io.seine.inference.ModelException;
import io.seine.message.RankedResult.Models;
import io.seine.stage.OwningStage;
import io.seine.stage.Resources;
import io.seine.stage.Stage;
import io.seine.stage.StageFailure;
import io.seine.stage.Telemetry;

/** A stage's hold on the models of this process, loaded as the settings say. */
final class LoadedModels {
  /** How much of a model's content hash names it in a result: enough to tell any two apart. */
  private static final int SHORT_HASH = 12;

  private final Settings settings;
  private final InferenceRuntime.Lease lease;
  private final Resources resources = new Resources();

  private LoadedModels(Settings settings, InferenceRuntime.Lease lease) {
    this.settings = settings;
    this.lease = resources.add(lease);
  }

  /** Makes a stage that uses the models. */
  @FunctionalInterface
  interface Opening<I, O> {
    Stage<I, O> open(LoadedModels models) throws Exception;
  }

  /**
   * A stage that holds the models, and what else was opened for it, until it is closed; when it
   * does not open, for whatever reason, all is let go at once.
   */
  static <I, O> Stage<I, O> use(Settings settings, Opening<I, O> opening) throws Exception {
    LoadedModels models = new LoadedModels(settings, acquire(settings));
    try {
      return new OwningStage<>(opening.open(models), models.resources);
    } catch (Throwable e) {
      models.resources.closeAfter(e);
      throw e;
    }
  }

  private static InferenceRuntime.Lease acquire(Settings settings) {
    try {
      return InferenceRuntime.acquire(ModelOptions.inference(settings));
    } catch (ModelException e) {
      throw new StageFailure(String.valueOf(e.getMessage()), e);
    }
  }

  /** Has what was just opened for the stage closed with it, before the models are let go. */
  <T extends AutoCloseable> T own(T resource) {
    return resources.add(resource);
  }

  BiEncoder biEncoder() {
    try {
      return lease.biEncoder(
          settings.get(ModelOptions.BI_ENCODER), ModelOptions.biEncoder(settings));
    } catch (ModelException e) {
      throw unusable(ModelOptions.BI_ENCODER, e);
    }
  }

  CrossEncoder crossEncoder() {
    try {
      return lease.crossEncoder(
          settings.get(ModelOptions.CROSS_ENCODER), ModelOptions.crossEncoder(settings));
    } catch (ModelException e) {
      throw unusable(ModelOptions.CROSS_ENCODER, e);
    }
  }

  /** What results call the two models. */
  Models names() {
    return new Models(
        name(biEncoder().id(), biEncoder().hash()),
        name(crossEncoder().id(), crossEncoder().hash()));
  }

  /** Reports what the bi-encoder does in this process, for whatever job, and who waits for it. */
  void reportBiEncoder(Lane lane, Telemetry telemetry) {
    BiEncoder model = biEncoder();
    report(model.statistics(), name(model.id(), model.hash()), lane, telemetry);
  }

  /** As {@link #reportBiEncoder}. */
  void reportCrossEncoder(Lane lane, Telemetry telemetry) {
    CrossEncoder model = crossEncoder();
    report(model.statistics(), name(model.id(), model.hash()), lane, telemetry);
  }

  // A model belongs to the process, so that every stage which uses it tells the same figures.
  private void report(
      InferenceStatistics statistics, String model, Lane lane, Telemetry telemetry) {
    telemetry.total("model_runs", "model", model, statistics::runs);
    telemetry.total("model_remembered", "model", model, statistics::remembered);
    telemetry.total("model_tokens", "model", model, statistics::tokens);
    telemetry.total("model_truncated_texts", "model", model, statistics::truncated);
    telemetry.total("model_seconds", "model", model, statistics::seconds);
    telemetry.gauge("inference_cores", () -> lease.scheduler().workers());
    telemetry.gauge("inference_waiting", () -> lease.scheduler().waiting(lane));
  }

  private static String name(String id, String hash) {
    return id + "@" + hash.substring(0, SHORT_HASH);
  }

  private StageFailure unusable(Setting<String> setting, ModelException cause) {
    return new StageFailure(
        "%s is '%s', and that model can't be used: %s"
            .formatted(setting.key(), settings.get(setting), cause.getMessage()),
        cause);
  }
}
