package io.seine.cli.terminal;

/** So many of a thing, in words. */
public final class Counted {
  private Counted() {}

  /** Such as {@code 1 document} or {@code 0 documents}. */
  public static String of(long count, String one) {
    return count + " " + one + (count == 1 ? "" : "s");
  }
}
