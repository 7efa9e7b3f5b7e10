package io.seine.stage;

/**
 * Has enough when the last candidates that were read are none of the hits: those that follow stand
 * still further down in the retrieval's order. It compares scores of one query with each other and
 * nothing else, so that it holds for whatever model and weights.
 *
 * @param candidates how many in a row
 */
public record Patience(int candidates) implements ReadingPolicy {
  @Override
  public boolean isEnough(ReadPrefix prefix) {
    int before = prefix.read() - candidates;
    if (before < prefix.k()) {
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
