package io.seine.stage;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What was opened for something and is to be closed with it: the last thing first, and each
 * whatever happens to the others. What is not closed, such as a hold on the models, would stay for
 * the process's life. Not thread-safe.
 */
public final class Resources implements AutoCloseable {
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /** Remembers what was just opened, and gives it back. */
  public <T extends AutoCloseable> T add(T resource) {
    open.push(resource);
    return resource;
  }

  /** Closes everything, since the opening failed; what fails now too is kept with that failure. */
  public void closeAfter(Throwable failure) {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Throwable e) {
        failure.addSuppressed(e);
      }
    }
  }

  @Override
  public void close() throws Exception {
    if (open.isEmpty()) {
      return;
    }
    try {
      open.pop().close();
    } catch (Throwable e) {
      closeAfter(e);
      throw e;
    }
    close();
  }
}
