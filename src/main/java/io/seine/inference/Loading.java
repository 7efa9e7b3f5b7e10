package io.seine.inference;

import java.util.function.BiFunction;

/** Opens tokenizer and model together, and leaves nothing open when something is wrong. */
final class Loading {
  private Loading() {}

  static <T> T open(
      ModelDirectory directory,
      ModelSettings settings,
      InferenceScheduler scheduler,
      BiFunction<TextTokenizer, OnnxModel, T> encoder) {
    TextTokenizer tokenizer =
        TextTokenizer.open(directory.tokenizerFile(), settings.maxTokensOrDefault());
    try {
      OnnxModel model =
          OnnxModel.open(directory.modelFile(), scheduler.provider(), scheduler.workers());
      try {
        return encoder.apply(tokenizer, model);
      } catch (RuntimeException | Error e) {
        model.close();
        throw e;
      }
    } catch (RuntimeException | Error e) {
      tokenizer.close();
      throw e;
    }
  }
}
