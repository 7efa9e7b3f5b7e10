package io.seine.stage;

import java.util.ArrayList;
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
    List<AutoCloseable> all = new ArrayList<>();
    all.add(stage);
    all.addAll(resources);
    Exception failure = null;
    for (AutoCloseable each : all) {
      try {
        each.close();
      } catch (Exception e) {
        // What is not closed, such as a hold on the models, would stay for the process's life.
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
