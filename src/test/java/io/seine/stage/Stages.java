package io.seine.stage;

import io.seine.message.DeadLetter;
import java.util.concurrent.TimeUnit;

/** Runs stages in tests. */
final class Stages {
  private Stages() {}

  static <I, O> Outcome<O> apply(Stage<I, O> stage, I input) throws Exception {
    return stage.apply(input).toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  static <I, O> O output(Stage<I, O> stage, I input) throws Exception {
    return ((Outcome.Output<O>) apply(stage, input)).value();
  }

  static <I, O> DeadLetter rejection(Stage<I, O> stage, I input) throws Exception {
    return ((Outcome.Rejected<O>) apply(stage, input)).letter();
  }
}
