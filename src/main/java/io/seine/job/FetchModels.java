package io.seine.job;

import io.seine.inference.FetchLines;
import io.seine.inference.ModelStore;
import java.util.List;
import java.util.function.Consumer;

/** Brings the models that the settings name to this machine, so that the jobs find them there. */
public final class FetchModels {
  private FetchModels() {}

  /**
   * Fetches both models; those that are here are checked only.
   *
   * @param settings of {@link RankQueries}, which has both
   * @param progress is told in a line how far it has come
   */
  public static void fetch(Settings settings, Consumer<String> progress) {
    ModelStore store =
        new ModelStore(ModelOptions.inference(settings).modelCache(), new FetchLines(progress));
    String biEncoder = settings.get(ModelOptions.BI_ENCODER);
    String crossEncoder = settings.get(ModelOptions.CROSS_ENCODER);
    store.expect(List.of(biEncoder, crossEncoder));
    store.resolve(biEncoder, ModelOptions.biEncoder(settings));
    store.resolve(crossEncoder, ModelOptions.crossEncoder(settings));
  }
}
