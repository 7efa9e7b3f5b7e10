package io.seine.job;

import io.seine.inference.BiEncoder;
import io.seine.inference.CrossEncoder;
import io.seine.inference.InferenceRuntime;
import io.seine.inference.InferenceStatistics;
import io.seine.inference.Lane;
import io.seine.inference.ModelException;
import io.seine.message.RankedResult.Models;
import io.seine.stage.OwningStage;
import io.seine.stage.Stage;
import io.seine.stage.StageFailure;
import io.seine.stage.Telemetry;

/** A stage's hold on the models of this process, loaded as the settings say. */
final class LoadedModels {
  /** How much of a model's content hash names it in a result: enough to tell any two apart. */
  private static final int SHORT_HASH = 12;

  private final Settings settings;
  private final InferenceRuntime.Lease lease;

  private LoadedModels(Settings settings, InferenceRuntime.Lease lease) {
    this.settings = settings;
    this.lease = lease;
  }

  static LoadedModels lease(Settings settings) {
    return new LoadedModels(settings, InferenceRuntime.acquire(ModelOptions.inference(settings)));
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

  /**
   * Reports what a model does in this process, for whatever job, and how long the queue before the
   * cores is.
   */
  void report(InferenceStatistics statistics, Lane lane, Telemetry telemetry) {
    telemetry.total("model_runs", statistics::runs);
    telemetry.total("model_tokens", statistics::tokens);
    telemetry.total("model_runs_remembered", statistics::remembered);
    telemetry.total("texts_truncated", statistics::truncated);
    telemetry.gauge("queue_depth", () -> lease.scheduler().waiting(lane));
  }

  /** The stage, which gives the models back when it is closed. */
  <I, O> Stage<I, O> closedWith(Stage<I, O> stage) {
    return new OwningStage<>(stage, lease);
  }

  private static String name(String id, String hash) {
    return id + "@" + hash.substring(0, SHORT_HASH);
  }

  private StageFailure unusable(Setting<String> setting, ModelException cause) {
    lease.close();
    return new StageFailure(
        "%s is '%s', and that model can't be used: %s"
            .formatted(setting.key(), settings.get(setting), cause.getMessage()),
        cause);
  }
}
