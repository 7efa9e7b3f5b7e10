package io.seine.cli.models;

/** Shows how far work that takes minutes has come. */
@FunctionalInterface
public interface WorkProgress {
  /**
   * @param total how many steps the work has
   */
  Bar begin(String task, long total);

  /** The progress of one piece of work. */
  interface Bar extends AutoCloseable {
    void stepTo(long done);

    @Override
    void close();
  }
}
