package io.seine.cli.bench.inference;

/** One way to read a set of pairs or texts. */
public interface Contender extends AutoCloseable {
  /** For people. */
  String name();

  /** Whether it reads sets of this kind. */
  boolean reads(ReadingSet.Kind kind);

  /** Takes a set in; not measured. */
  void load(ReadingSet set);

  /** Reads the whole set once; returns how long it took, in nanoseconds. */
  long run();

  @Override
  void close();
}
