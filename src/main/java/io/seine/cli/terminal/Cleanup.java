package io.seine.cli.terminal;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has to be undone before the command ends, however it ends: run once, the last thing first.
 */
public final class Cleanup {
  private static volatile boolean processEnds;

  private final Deque<Step> steps = new ArrayDeque<>();

  /** One thing to undo. */
  @FunctionalInterface
  public interface Step {
    void run() throws Exception;
  }

  /** A cleanup that also runs when the process is told to end, by Ctrl-C for instance. */
  public static Cleanup atTheEndOfTheProcess() {
    Cleanup cleanup = new Cleanup();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  processEnds = true;
                  cleanup.run();
                },
                "seine-cleanup"));
    return cleanup;
  }

  /** Whether the process was told to end: what fails from then on fails because of that. */
  public static boolean processEnds() {
    return processEnds;
  }

  /** Remembers a step; when the steps were run already, it is run at once. */
  public synchronized void add(Step step) {
    steps.push(step);
    if (processEnds) {
      run();
    }
  }

  /** Runs every step, whatever happens to the others; a second run has nothing left to do. */
  public synchronized void run() {
    while (!steps.isEmpty()) {
      try {
        steps.pop().run();
      } catch (Exception e) {
        Console.err().println("While cleaning up: " + e.getMessage());
      }
    }
  }
}
