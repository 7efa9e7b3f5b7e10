package io.seine.stage;

/**
 * Has enough when the last candidates that were read, so many of them, are none of the hits: what
 * stands further down in the retrieval's order is even less likely to be.
 *
 * @param candidates how many in a row
 * @param step looks after every so many candidates alone
 */
public record Patience(int candidates, int step) implements ReadingPolicy {
  @Override
  public boolean isEnough(ReadPrefix prefix) {
    int before = prefix.read() - candidates;
    if (before < prefix.k() || prefix.read() % step != 0) {
      return false;
    }
    double worst = prefix.best(prefix.k());
    for (int i = before; i < prefix.read(); i++) {
      if (prefix.score(i) >= worst) {
        return false;
      }
    }
    return true;
  }
}
