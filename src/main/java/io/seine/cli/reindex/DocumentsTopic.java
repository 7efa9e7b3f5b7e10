package io.seine.cli.reindex;

import java.util.Map;

/** The documents topic, as those see it who wait for a job to read it. */
public interface DocumentsTopic {
  /** How many records each partition has had by now: the offset of the next. */
  Map<Integer, Long> ends();

  /**
   * How far a consumer group has read: the offset of its next record in each partition, and the end
   * where there is none. Where it never committed, that is the first there is.
   */
  Map<Integer, Long> positions(String group);

  /** Forgets how far a group has read, so that it begins anew. */
  void forget(String group);
}
