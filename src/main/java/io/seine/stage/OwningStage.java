package io.seine.stage;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A stage that closes what was opened for it: first the stage, then its resources in their order.
 */
public final class OwningStage<I, O> implements Stage<I, O> {
  private final Stage<I, O> stage;
  private final List<AutoCloseable> resources;

  public OwningStage(Stage<I, O> stage, AutoCloseable... resources) {
    this.stage = stage;
    this.resources = List.of(resources);
  }

  @Override
  public CompletionStage<Outcome<O>> apply(I input) {
    return stage.apply(input);
  }

  @Override
  public void close() throws Exception {
    stage.close();
    for (AutoCloseable resource : resources) {
      resource.close();
    }
  }
}
