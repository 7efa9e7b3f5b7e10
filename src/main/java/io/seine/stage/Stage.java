package io.seine.stage;

import java.util.concurrent.CompletionStage;

/**
 * One step of a pipeline, in plain Java: turns an input into an output or a dead letter, now or
 * later. Instances belong to one subtask; several inputs may be under way at once.
 */
public interface Stage<I, O> extends AutoCloseable {

  /**
   * Processes one input. What is wrong with the input becomes {@link Outcome.Rejected}; the stage
   * fails, and with it the job, only when no input could be processed until somebody mends
   * something.
   */
  CompletionStage<Outcome<O>> apply(I input);

  @Override
  default void close() throws Exception {}
}
