package io.seine.stage;

import java.util.concurrent.CompletionStage;

/** A stage that closes what was opened for it: first the stage, then its resources. */
public final class OwningStage<I, O> implements Stage<I, O> {
  private final Stage<I, O> stage;
  private final Resources resources;

  public OwningStage(Stage<I, O> stage, Resources resources) {
    this.stage = resources.add(stage);
    this.resources = resources;
  }

  @Override
  public CompletionStage<Outcome<O>> apply(I input) {
    return stage.apply(input);
  }

  @Override
  public void close() throws Exception {
    resources.close();
  }
}
