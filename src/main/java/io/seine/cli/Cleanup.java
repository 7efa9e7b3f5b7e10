package io.seine.cli;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has to be undone before the command ends, however it ends: run once, the last thing first.
 */
final class Cleanup {
  private final Deque<Step> steps = new ArrayDeque<>();

  /** One thing to undo. */
  @FunctionalInterface
  interface Step {
    void run() throws Exception;
  }

  synchronized void add(Step step) {
    steps.push(step);
  }

  /** Runs every step, whatever happens to the others; a second run has nothing left to do. */
  synchronized void run() {
    while (!steps.isEmpty()) {
      try {
        steps.pop().run();
      } catch (Exception e) {
        Console.err().println("While cleaning up: " + e.getMessage());
      }
    }
  }
}
